//! A place as one text: latitude and longitude in degrees, and a name, divided by spaces. A place
//! can tell who somebody is, so it lies in the vault with the text it belongs to.

use beraad_client::v1 as wire;

use crate::domain::limits::NAME_CHARS_MAX;
use crate::service::fields::{Fields, text_rule};

/// The text of a place; `None` when something is wrong with it.
pub(super) fn write(fields: &mut Fields, field: &str, place: &wire::Place) -> Option<String> {
    let mut degrees = |name: &str, value: f64, most: f64| {
        // What is not a number lies in no range.
        let within = (-most..=most).contains(&value);
        let rule = format!("is {value}; give degrees from -{most} to {most}");
        fields.take(&format!("{field}.{name}"), if within { Ok(value) } else { Err(rule) })
    };
    let latitude = degrees("latitude", place.latitude, 90.0);
    let longitude = degrees("longitude", place.longitude, 180.0);
    let label = match place.label.as_str() {
        "" => Some(""),
        label => fields.take(&format!("{field}.label"), text_rule(label, NAME_CHARS_MAX)),
    };
    Some(format!("{} {} {}", latitude?, longitude?, label?))
}

/// The place that a text says; `None` for a text that says none.
pub(super) fn read(text: &str) -> Option<wire::Place> {
    let mut parts = text.splitn(3, ' ');
    let latitude = parts.next()?.parse().ok()?;
    let longitude = parts.next()?.parse().ok()?;
    Some(wire::Place { latitude, longitude, label: parts.next().unwrap_or_default().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(latitude: f64, longitude: f64, label: &str) -> wire::Place {
        wire::Place { latitude, longitude, label: label.to_owned() }
    }

    #[test]
    fn a_place_is_read_as_it_was_written() {
        for given in [
            place(52.090_737, 5.121_42, "Het plein bij de kerk"),
            place(-90.0, 180.0, ""),
            place(0.1 + 0.2, -1e-9, " 1 2 "),
        ] {
            let mut fields = Fields::default();
            let text = write(&mut fields, "place", &given);
            assert_eq!(text.and_then(|text| read(&text)), Some(given));
            assert!(fields.check().is_ok());
        }
    }

    #[test]
    fn degrees_are_checked_at_the_limit_and_beyond() {
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0)] {
            let mut fields = Fields::default();
            assert_eq!(write(&mut fields, "place", &place(latitude, longitude, "")), None);
            assert!(fields.check().is_err());
        }
        assert_eq!(read("erased"), None);
    }
}
