//! Who is calling, and how an event came in.

use crate::domain::ids::{Credential, MemberRef, TextRef};

/// The roles in which a caller can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Runs the process; has no stance and no ballot.
    Facilitator,
    /// A person within one party.
    Member,
    /// The member who speaks for its party in formal acts.
    Spokesperson,
    /// Records what a deciding body does.
    Clerk,
    /// Reads what is public.
    Observer,
    /// Reads what only auditors may.
    Auditor,
    /// Operates the service; sees no content.
    Admin,
    /// A machine that acts for the members whose external identities carry its issuer.
    App,
    /// The service itself: a timer or a tally.
    Engine,
}

impl Role {
    /// The role in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Facilitator => "facilitator",
            Role::Member => "member",
            Role::Spokesperson => "spokesperson",
            Role::Clerk => "clerk",
            Role::Observer => "observer",
            Role::Auditor => "auditor",
            Role::Admin => "admin",
            Role::App => "app",
            Role::Engine => "engine",
        }
    }
}

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The role.
    pub role: Role,
    /// The credential it acts with.
    pub credential: Credential,
    /// The member it is; for members and spokespersons.
    pub member: Option<MemberRef>,
    /// The issuer whose members it acts for; for apps.
    pub issuer: Option<Box<str>>,
}

/// The way something came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// The member, through an app.
    App,
    /// A paper form.
    Paper,
    /// Spoken at a meeting.
    Meeting,
    /// By telephone.
    Phone,
}

/// Who entered an event, and how it came in (rule 11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The role in which it was entered.
    pub role: Role,
    /// The credential that entered it.
    pub credential: Credential,
    /// The way it came in.
    pub channel: Channel,
    /// Where that can be seen, such as the number of a paper form; given when somebody else
    /// entered it for a member.
    pub evidence: Option<TextRef>,
}
