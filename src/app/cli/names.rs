//! Resource names as a person types them.

/// `deliberations/{id}`, from that or from the id alone.
#[must_use]
pub fn deliberation_name(given: &str) -> String {
    match given.contains('/') {
        true => given.to_owned(),
        false => format!("deliberations/{given}"),
    }
}
