//! Who is calling, as request metadata, until there are tokens.

use tonic::metadata::{AsciiMetadataValue, MetadataMap};

use crate::error::Error;
use crate::v1::Role;

/// Who is calling: a role, a credential, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    role: Role,
    credential: String,
    member: Option<String>,
    issuer: Option<String>,
}

impl Caller {
    /// A caller in a role that needs no member and no issuer. The credential is 1 to 63 of a-z,
    /// 0-9 and hyphen; the server refuses another.
    #[must_use]
    pub fn new(role: Role, credential: impl Into<String>) -> Caller {
        Caller { role, credential: credential.into(), member: None, issuer: None }
    }

    /// The one who runs the process.
    #[must_use]
    pub fn facilitator(credential: impl Into<String>) -> Caller {
        Caller::new(Role::Facilitator, credential)
    }

    /// A member, by resource name; a party that lists no members by its own.
    #[must_use]
    pub fn member(credential: impl Into<String>, member: impl Into<String>) -> Caller {
        Caller::new(Role::Member, credential).for_member(member)
    }

    /// The member who speaks for its party in formal acts, by resource name.
    #[must_use]
    pub fn spokesperson(credential: impl Into<String>, member: impl Into<String>) -> Caller {
        Caller::new(Role::Spokesperson, credential).for_member(member)
    }

    /// A machine that acts for the members whose external identities carry its issuer.
    #[must_use]
    pub fn app(credential: impl Into<String>, issuer: impl Into<String>) -> Caller {
        Caller::new(Role::App, credential).of_issuer(issuer)
    }

    /// The same caller for a member, by resource name.
    #[must_use]
    pub fn for_member(self, member: impl Into<String>) -> Caller {
        Caller { member: Some(member.into()), ..self }
    }

    /// The same caller with an issuer of external identities.
    #[must_use]
    pub fn of_issuer(self, issuer: impl Into<String>) -> Caller {
        Caller { issuer: Some(issuer.into()), ..self }
    }

    /// The role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Writes the caller into the metadata of a request.
    pub(crate) fn write(&self, metadata: &mut MetadataMap) -> Result<(), Error> {
        let role = self.role.as_str_name().trim_start_matches("ROLE_");
        metadata.insert("beraad-role", ascii("beraad-role", &role.to_lowercase())?);
        let credential = ascii("beraad-credential", &self.credential)?;
        metadata.insert("beraad-credential", credential);
        if let Some(member) = &self.member {
            metadata.insert("beraad-member", ascii("beraad-member", member)?);
        }
        if let Some(issuer) = &self.issuer {
            metadata.insert("beraad-issuer", ascii("beraad-issuer", issuer)?);
        }
        Ok(())
    }
}

/// A value as metadata can hold it: visible ASCII and spaces.
pub(crate) fn ascii(key: &str, value: &str) -> Result<AsciiMetadataValue, Error> {
    let unusable = || Error::CallerUnusable { key: key.into(), value: value.into() };
    let holds = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    holds.then(|| AsciiMetadataValue::try_from(value).ok()).flatten().ok_or_else(unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spokesperson_is_four_words_of_metadata_at_most() {
        let mut metadata = MetadataMap::new();
        let caller = Caller::spokesperson("anna", "deliberations/d/parties/p/members/m1");
        caller.write(&mut metadata).expect("ascii");
        let get = |key| metadata.get(key).and_then(|value| value.to_str().ok());
        assert_eq!(get("beraad-role"), Some("spokesperson"));
        assert_eq!(get("beraad-credential"), Some("anna"));
        assert_eq!(get("beraad-member"), Some("deliberations/d/parties/p/members/m1"));
        assert_eq!(get("beraad-issuer"), None);
    }

    #[test]
    fn what_metadata_cannot_hold_is_named() {
        let accented = Caller::facilitator("caf\u{e9}").write(&mut MetadataMap::new());
        assert!(accented.is_err());
        let refused = Caller::facilitator("a\nb").write(&mut MetadataMap::new());
        let message = refused.expect_err("a line break").to_string();
        assert!(message.starts_with("beraad-credential `a\nb`"), "{message}");
    }
}
