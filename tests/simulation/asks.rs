//! What callers ask for, as the contract's own messages, sent through the services in process.

use beraad_client::v1::deliberation_service_client::DeliberationServiceClient;
use beraad_client::v1::participation_service_client::ParticipationServiceClient;
use beraad_client::v1::*;
use prost::Message;
use tonic::service::Routes;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

/// Who asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    pub role: &'static str,
    pub credential: String,
    pub member: Option<String>,
}

/// The issuer of the app.
pub const ISSUER: &str = "app.buurt";

impl Who {
    /// Somebody by role.
    pub fn role(role: &'static str) -> Who {
        Who { role, credential: format!("a-{role}"), member: None }
    }

    /// A member, on a device that all members use.
    pub fn member(name: &str) -> Who {
        Who { role: "member", credential: "device".to_owned(), member: Some(name.to_owned()) }
    }

    /// A request by this caller.
    pub fn asks<Q>(&self, message: Q) -> Request<Q> {
        let mut request = Request::new(message);
        let mut put = |key, value: &str| {
            request.metadata_mut().insert(key, value.parse().expect("visible ASCII"));
        };
        put("beraad-role", self.role);
        put("beraad-credential", &self.credential);
        if let Some(member) = &self.member {
            put("beraad-member", member);
        }
        if self.role == "app" {
            put("beraad-issuer", ISSUER);
        }
        request
    }
}

/// A write.
#[derive(Debug, Clone)]
pub enum Ask {
    Create(Box<CreateDeliberationRequest>),
    Party(AddPartyRequest),
    Member(AddMemberRequest),
    Accept(AcceptCharterRequest),
    Ready(DeclareReadyRequest),
    Open(OpenRoundRequest),
    Close(CloseRoundRequest),
    Conclude(ConcludeRequest),
    Statement(AddStatementRequest),
    Proposal(AddProposalVersionRequest),
    Cast(CastStanceRequest),
    Batch(BatchCastStancesRequest),
    Stream(StreamStancesRequest),
    Object(RaiseObjectionRequest),
}

/// What was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The name of what was made, where something has a name.
    pub name: String,
    /// Where it was written.
    pub written: Option<Written>,
    /// What became of each stance.
    pub results: Vec<StanceResult>,
    /// The whole message.
    bytes: Vec<u8>,
}

impl Answer {
    fn of(message: &impl Message, name: &str, written: &Option<Written>) -> Answer {
        let (name, written) = (name.to_owned(), written.clone());
        Answer { name, written, results: Vec::new(), bytes: message.encode_to_vec() }
    }
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Failed {
    /// Surely not written.
    NotWritten,
    /// Nobody knows.
    Unknown(String),
    /// Refused for good, for this reason.
    Refused(String),
    /// What no caller may ever hear.
    Wrong(String),
}

impl Failed {
    /// What a status means.
    pub fn of(status: &Status) -> Failed {
        let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
        match status.code() {
            Code::Unavailable if reason == "NOT_WRITTEN" => Failed::NotWritten,
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => Failed::Unknown(reason),
            Code::ResourceExhausted if reason.ends_with("BUSY") => Failed::Unknown(reason),
            Code::Internal | Code::DataLoss | Code::Unknown | Code::Unimplemented => {
                Failed::Wrong(format!("{:?} {reason}: {}", status.code(), status.message()))
            }
            _ => Failed::Refused(reason),
        }
    }
}

/// Sends a message by a method of a client, and reads written and name of the answer.
macro_rules! named {
    ($client:ident, $routes:expr, $method:ident, $request:expr) => {{
        let answer = $client::new($routes).$method($request).await?.into_inner();
        Ok(Answer::of(&answer, &answer.name, &answer.written))
    }};
}

/// The same for answers without a name.
macro_rules! nameless {
    ($client:ident, $routes:expr, $method:ident, $request:expr) => {{
        let answer = $client::new($routes).$method($request).await?.into_inner();
        Ok(Answer::of(&answer, "", &answer.written))
    }};
}

impl Ask {
    /// Sends it and waits for the answer.
    pub async fn send(self, routes: Routes, who: &Who) -> Result<Answer, Status> {
        use DeliberationServiceClient as D;
        use ParticipationServiceClient as P;
        match self {
            Ask::Create(q) => named!(D, routes, create_deliberation, who.asks(*q)),
            Ask::Party(q) => named!(D, routes, add_party, who.asks(q)),
            Ask::Member(q) => named!(D, routes, add_member, who.asks(q)),
            Ask::Accept(q) => nameless!(D, routes, accept_charter, who.asks(q)),
            Ask::Ready(q) => nameless!(D, routes, declare_ready, who.asks(q)),
            Ask::Open(q) => named!(D, routes, open_round, who.asks(q)),
            Ask::Close(q) => nameless!(D, routes, close_round, who.asks(q)),
            Ask::Conclude(q) => nameless!(D, routes, conclude, who.asks(q)),
            Ask::Statement(q) => named!(P, routes, add_statement, who.asks(q)),
            Ask::Proposal(q) => named!(P, routes, add_proposal_version, who.asks(q)),
            Ask::Object(q) => named!(P, routes, raise_objection, who.asks(q)),
            Ask::Cast(q) => nameless!(P, routes, cast_stance, who.asks(q)),
            Ask::Batch(q) => {
                let answer = P::new(routes).batch_cast_stances(who.asks(q)).await?.into_inner();
                let results = answer.results.clone();
                Ok(Answer { results, ..Answer::of(&answer, "", &answer.written) })
            }
            Ask::Stream(q) => {
                let messages = futures::stream::iter([q]);
                let mut answers = P::new(routes).stream_stances(who.asks(messages)).await?;
                let answer = answers.get_mut().message().await?;
                let answer = answer.ok_or_else(|| Status::unavailable("the stream ended"))?;
                if let Some(refused) = &answer.refused {
                    return Err(Status::failed_precondition(format!("{refused:?}")));
                }
                let results = answer.results.clone();
                Ok(Answer { results, ..Answer::of(&answer, "", &answer.written) })
            }
        }
    }

    /// The request id it carries.
    pub fn request_id(&mut self) -> &mut String {
        match self {
            Ask::Create(q) => &mut q.request_id,
            Ask::Party(q) => &mut q.request_id,
            Ask::Member(q) => &mut q.request_id,
            Ask::Accept(q) => &mut q.request_id,
            Ask::Ready(q) => &mut q.request_id,
            Ask::Open(q) => &mut q.request_id,
            Ask::Close(q) => &mut q.request_id,
            Ask::Conclude(q) => &mut q.request_id,
            Ask::Statement(q) => &mut q.request_id,
            Ask::Proposal(q) => &mut q.request_id,
            Ask::Cast(q) => &mut q.request_id,
            Ask::Batch(q) => &mut q.request_id,
            Ask::Stream(q) => &mut q.request_id,
            Ask::Object(q) => &mut q.request_id,
        }
    }

    /// The stances in it.
    pub fn stances(&self) -> &[NewStance] {
        match self {
            Ask::Cast(q) => q.stance.as_slice(),
            Ask::Batch(q) => &q.stances,
            Ask::Stream(q) => &q.stances,
            _ => &[],
        }
    }

    /// The same request id with something else to ask for; `None` where that is not tried.
    pub fn other_body(&self) -> Option<Ask> {
        let mut other = self.clone();
        let stance = match &mut other {
            Ask::Cast(q) => q.stance.as_mut(),
            Ask::Batch(q) => q.stances.first_mut(),
            Ask::Statement(q) => {
                q.text.push('!');
                return Some(other);
            }
            _ => return None,
        };
        let value = match stance?.answer.as_mut()? {
            new_stance::Answer::Value(value) => value,
            new_stance::Answer::Pass(_) => return None,
        };
        *value -= 1;
        Some(other)
    }

    /// What it is, in a word.
    pub fn word(&self) -> &'static str {
        match self {
            Ask::Create(_) => "create",
            Ask::Party(_) => "party",
            Ask::Member(_) => "member",
            Ask::Accept(_) => "accept",
            Ask::Ready(_) => "ready",
            Ask::Open(_) => "open",
            Ask::Close(_) => "close",
            Ask::Conclude(_) => "conclude",
            Ask::Statement(_) => "statement",
            Ask::Proposal(_) => "proposal",
            Ask::Cast(_) => "cast",
            Ask::Batch(_) => "batch",
            Ask::Stream(_) => "stream",
            Ask::Object(_) => "object",
        }
    }
}
