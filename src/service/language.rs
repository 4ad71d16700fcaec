//! The language in which a caller wants to be spoken to.

use tonic::metadata::MetadataMap;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Language {
    /// English, also when nothing was asked for.
    #[default]
    English,
    /// Dutch.
    Dutch,
}

impl Language {
    /// The first language of `accept-language` that is spoken here.
    pub(super) fn of(metadata: &MetadataMap) -> Language {
        let asked = metadata.get("accept-language").and_then(|value| value.to_str().ok());
        for tag in asked.unwrap_or_default().split(',') {
            match tag.trim().to_ascii_lowercase().get(..2) {
                Some("nl") => return Language::Dutch,
                Some("en") => return Language::English,
                _ => {}
            }
        }
        Language::default()
    }

    /// The tag.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Dutch => "nl",
        }
    }
}
