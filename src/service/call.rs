//! Who calls, read from the request's metadata. This serves development on the loopback address,
//! where everybody is trusted; the server refuses to listen elsewhere this way.

use tonic::metadata::MetadataMap;

use crate::domain::caller::{Caller, Role};
use crate::domain::ids::Credential;
use crate::domain::limits::ISSUER_CHARS_MAX;
use crate::service::failure::{Failure, Violation};
use crate::service::language::Language;
use crate::service::names;

/// The metadata that say who calls.
pub(super) const CALLER_KEYS: [&str; 4] =
    ["beraad-role", "beraad-credential", "beraad-member", "beraad-issuer"];

/// What a handler knows of a call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// Who calls.
    pub(super) caller: Caller,
    /// The deliberation in which the caller is a member; `None` for the other roles.
    pub(super) home: Option<crate::domain::ids::DeliberationId>,
}

impl Call {
    /// Reads the caller. Without metadata it is an observer.
    pub(super) fn of(metadata: &MetadataMap) -> Result<Call, Failure> {
        let role = role(text(metadata, "beraad-role")?.unwrap_or("observer"))?;
        let credential = match (text(metadata, "beraad-credential")?, role) {
            (Some(credential), _) => credential,
            // What an app entered it may read; a name that others have by default is not its own.
            (None, Role::App) => {
                let rule = "an app says which one it is: give its credential";
                return Err(malformed("beraad-credential", rule.to_owned()));
            }
            (None, _) => "anonymous",
        };
        let credential = Credential::parse(credential)
            .map_err(|error| malformed("beraad-credential", error.to_string()))?;
        let (mut home, mut member) = (None, None);
        if let Some(name) = text(metadata, "beraad-member")? {
            let (deliberation, own) =
                names::member(name).map_err(|error| malformed("beraad-member", error))?;
            (home, member) = (Some(deliberation), Some(own));
        }
        if member.is_none() && matches!(role, Role::Member | Role::Spokesperson) {
            let rule = "a member says which one it is: give its resource name";
            return Err(malformed("beraad-member", rule.to_owned()));
        }
        let issuer = text(metadata, "beraad-issuer")?.map(issuer).transpose()?;
        if issuer.is_none() && role == Role::App {
            let rule = "an app says for whose members it acts: give the issuer";
            return Err(malformed("beraad-issuer", rule.to_owned()));
        }
        Ok(Call { caller: Caller { role, credential, member, issuer }, home })
    }

    /// The caller as it counts in one deliberation: a member of another one is a stranger here.
    pub(super) fn within(&self, deliberation: &crate::domain::ids::DeliberationId) -> Caller {
        let mut caller = self.caller.clone();
        if self.home.as_ref() != Some(deliberation) {
            caller.member = None;
        }
        caller
    }
}

/// The language that errors are told in.
pub(super) fn language(metadata: &MetadataMap) -> Language {
    Language::of(metadata)
}

fn text<'a>(metadata: &'a MetadataMap, key: &'static str) -> Result<Option<&'a str>, Failure> {
    match metadata.get(key).map(|value| value.to_str()) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(_)) => Err(malformed(key, "use visible ASCII characters only".to_owned())),
    }
}

fn role(name: &str) -> Result<Role, Failure> {
    match name {
        "facilitator" => Ok(Role::Facilitator),
        "member" => Ok(Role::Member),
        "spokesperson" => Ok(Role::Spokesperson),
        "clerk" => Ok(Role::Clerk),
        "observer" => Ok(Role::Observer),
        "auditor" => Ok(Role::Auditor),
        "admin" => Ok(Role::Admin),
        "app" => Ok(Role::App),
        _ => Err(malformed(
            "beraad-role",
            "use facilitator, member, spokesperson, clerk, observer, auditor, admin or app"
                .to_owned(),
        )),
    }
}

/// The issuer of external identities, as in the contract.
pub(super) fn issuer_rule(text: &str) -> Result<Box<str>, String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".:-".contains(c);
    if text.is_empty() || text.len() > ISSUER_CHARS_MAX || !text.chars().all(allowed) {
        return Err(format!("use 1 to {ISSUER_CHARS_MAX} of a-z, 0-9, dot, colon and hyphen"));
    }
    Ok(text.into())
}

fn issuer(text: &str) -> Result<Box<str>, Failure> {
    issuer_rule(text).map_err(|rule| malformed("beraad-issuer", rule))
}

fn malformed(key: &str, description: String) -> Failure {
    Failure::Caller(Violation { field: format!("metadata.{key}"), description })
}
