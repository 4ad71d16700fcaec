//! Resource names as a person types them.

/// `deliberations/{id}`, from that or from the id alone.
#[must_use]
pub fn deliberation_name(given: &str) -> String {
    match given.contains('/') {
        true => given.to_owned(),
        false => format!("deliberations/{given}"),
    }
}

/// A resource name from an id, from a name within the deliberation, or from a whole one.
#[must_use]
pub fn within(deliberation: &str, collection: &str, name: &str) -> String {
    if name.starts_with("deliberations/") {
        name.to_owned()
    } else if name.contains('/') {
        format!("{deliberation}/{name}")
    } else {
        format!("{deliberation}/{collection}/{name}")
    }
}
