//! A mutation while it is read: what is wrong with it so far, its texts, and what all share.

mod read;

use std::sync::Arc;

use prost::Message;

use beraad_client::v1 as wire;

use crate::domain::caller::Channel;
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::ids::{DeliberationId, MemberRef, TextRef, Timestamp};
use crate::domain::limits::EVIDENCE_CHARS_MAX;
use crate::engine::submission::{RequestKey, Submission};
use crate::log::Subject;
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::{self, Accepted, Desk, Done, Drawer, Mutation};
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names::{self, Parsed};

/// The way something came in, and where that can be seen.
#[derive(Default)]
pub(super) struct Way {
    pub(super) channel: Option<Channel>,
    pub(super) evidence: Option<TextRef>,
}

/// A mutation while it is read. Its first resource name says in which deliberation it is, and all
/// others must lie there too.
pub(super) struct Form<'a> {
    pub(super) desk: &'a Desk,
    pub(super) fields: Fields,
    pub(super) drawer: Drawer<'a>,
    call: &'a Call,
    id: Option<DeliberationId>,
    accepted: Accepted,
    way: Way,
}

/// What became of a mutation.
pub(super) struct Sent {
    pub(super) id: DeliberationId,
    pub(super) done: Done,
}

/// A form over a request: its name in the contract, and the fields that all mutations have. With
/// `entered` it reads channel and evidence as well.
macro_rules! form {
    ($desk:expr, $call:expr, $q:expr, $method:literal) => {
        $crate::service::form::Form::begin(
            (&$desk, &$call),
            $method,
            &$q,
            (&$q.request_id, $q.validate_only, ""),
        )
    };
    ($desk:expr, $call:expr, $q:expr, $method:literal, etag) => {
        $crate::service::form::Form::begin(
            (&$desk, &$call),
            $method,
            &$q,
            (&$q.request_id, $q.validate_only, &$q.etag),
        )
    };
    ($desk:expr, $call:expr, $q:expr, $method:literal, entered) => {{
        let mut form = $crate::service::form::form!($desk, $call, $q, $method);
        form.entered($q.channel, &$q.evidence);
        form
    }};
}
pub(super) use form;

impl<'a> Form<'a> {
    pub(super) fn begin(
        (desk, call): (&'a Desk, &'a Call),
        method: &str,
        request: &impl Message,
        (request_id, validate_only, etag): (&str, bool, &str),
    ) -> Form<'a> {
        let mut fields = Fields::default();
        let mutation = Mutation::of(request, request_id, validate_only, etag);
        let accepted = desk.accept(&mut fields, call, method, &mutation);
        let (drawer, way) = (desk.drawer(), Way::default());
        Form { desk, call, fields, drawer, id: None, accepted, way }
    }

    /// Who calls.
    pub(super) fn call(&self) -> &'a Call {
        self.call
    }

    /// What makes a retry recognisable.
    pub(super) fn request(&self) -> Option<RequestKey> {
        self.accepted.request
    }

    /// Reads the way it came in, and where that can be seen.
    pub(super) fn entered(&mut self, channel: i32, evidence: &str) {
        self.way = self.way("", channel, evidence);
    }

    /// Says in which way all of it came in.
    pub(super) fn came(&mut self, way: Way) {
        self.way = way;
    }

    /// The way that a part of the request came in; app when it does not say.
    pub(super) fn way(&mut self, prefix: &str, channel: i32, evidence: &str) -> Way {
        let channel = match channel {
            0 => Some(Channel::App),
            given => {
                let read = words::channel_from(given).map_err(|_| "is not a value of Channel");
                self.fields.take(&format!("{prefix}channel"), read)
            }
        };
        let field = format!("{prefix}evidence");
        let evidence = self.fields.optional_text(&field, evidence, EVIDENCE_CHARS_MAX);
        Way { channel, evidence: evidence.map(|text| self.drawer.shared(text)) }
    }

    /// Says in which deliberation this is, when no name of the request does.
    pub(super) fn within(&mut self, id: Option<DeliberationId>) {
        self.id = id;
    }

    /// The deliberation.
    pub(super) fn deliberation(&mut self, name: &str) {
        self.id = self.fields.take("deliberation", names::deliberation(name));
    }

    /// The deliberation, when it is known by now.
    pub(super) fn id(&self) -> Option<&DeliberationId> {
        self.id.as_ref()
    }

    /// A resource name.
    pub(super) fn name<T>(
        &mut self,
        field: &str,
        parsed: Parsed<(DeliberationId, T)>,
    ) -> Option<T> {
        if self.id.is_some() {
            return self.fields.inside(field, self.id.as_ref(), parsed);
        }
        let (id, value) = self.fields.take(field, parsed)?;
        self.id = Some(id);
        Some(value)
    }

    /// A resource name, or nothing when none is given.
    pub(super) fn name_if_given<T>(
        &mut self,
        field: &str,
        name: &str,
        parse: impl Fn(&str) -> Parsed<(DeliberationId, T)>,
    ) -> Option<T> {
        if name.is_empty() { None } else { self.name(field, parse(name)) }
    }

    /// A text of 1 to `most` characters of this subject.
    pub(super) fn text(
        &mut self,
        field: &str,
        (text, most): (&str, usize),
        subject: Subject,
    ) -> Option<TextRef> {
        let text = self.fields.text(field, text, most)?;
        Some(self.drawer.put(subject, text))
    }

    /// The same, or nothing when it is empty.
    pub(super) fn optional_text(
        &mut self,
        field: &str,
        text: (&str, usize),
        subject: Subject,
    ) -> Option<TextRef> {
        if text.0.is_empty() { None } else { self.text(field, text, subject) }
    }

    /// A text of the deliberation itself, of 1 to `most` characters.
    pub(super) fn shared(&mut self, field: &str, text: (&str, usize)) -> Option<TextRef> {
        self.text(field, text, Subject::Deliberation)
    }

    /// The same, or nothing when it is empty.
    pub(super) fn shared_if_given(&mut self, field: &str, text: (&str, usize)) -> Option<TextRef> {
        self.optional_text(field, text, Subject::Deliberation)
    }

    /// Submits the command, when nothing is wrong with the request: `made` is `None` only when
    /// something is.
    pub(super) async fn send(mut self, made: Option<CommandBody>) -> Result<Sent, Failure> {
        let way = std::mem::take(&mut self.way);
        self.send_all(made.map(|body| vec![(way, body)]), false).await
    }

    /// Submits many commands, each of which is refused by itself.
    pub(super) async fn send_batch(
        self,
        made: Option<Vec<(Way, CommandBody)>>,
    ) -> Result<Sent, Failure> {
        self.send_all(made, true).await
    }

    async fn send_all(
        self,
        made: Option<Vec<(Way, CommandBody)>>,
        batch: bool,
    ) -> Result<Sent, Failure> {
        let desk = self.desk;
        let submission = self.packed(made, batch)?;
        let (id, warnings) = (submission.deliberation.clone(), desk::warnings(&submission.texts));
        let outcome = desk.engine().submit(submission).await?;
        Ok(Sent { id, done: Done { outcome, warnings } })
    }

    /// The commands on their way to the engine, when nothing is wrong with the request.
    pub(super) fn packed(
        self,
        made: Option<Vec<(Way, CommandBody)>>,
        batch: bool,
    ) -> Result<Submission, Failure> {
        let (Some(bodies), Some(id)) = (made, self.id) else {
            return Err(self.fields.failure());
        };
        self.fields.check()?;
        let (caller, accepted) = (Arc::new(self.call.within(&id)), self.accepted);
        let command = |(way, body): (Way, CommandBody)| Command {
            caller: caller.clone(),
            at: Timestamp(0),
            channel: way.channel.unwrap_or(Channel::App),
            evidence: way.evidence,
            expected: accepted.expected,
            body,
        };
        Ok(Submission {
            deliberation: id,
            commands: bodies.into_iter().map(command).collect(),
            request: accepted.request,
            texts: self.drawer.texts,
            validate_only: accepted.validate_only,
            batch,
        })
    }
}

impl Sent {
    /// Where it was written.
    pub(super) fn written(&self) -> Option<wire::Written> {
        desk::written(&self.id, &self.done)
    }

    /// The first event body for which `pick` finds something.
    pub(super) fn found<T>(&self, pick: impl Fn(&EventBody) -> Option<T>) -> Option<T> {
        self.done.outcome.events.iter().find_map(|event| pick(&event.body))
    }

    /// The name of what the first event of a kind made; empty when nothing was written.
    pub(super) fn numbered(&self, collection: &str, is: impl Fn(&EventBody) -> bool) -> String {
        let outcome = &self.done.outcome;
        let first = outcome.written.as_ref().map(|written| written.first_sequence);
        let place = outcome.events.iter().position(|event| is(&event.body));
        match (first, place) {
            (Some(first), Some(place)) => {
                names::of_number(&self.id, collection, first + place as u64)
            }
            _ => String::new(),
        }
    }
}

/// The subject of a member's texts; of the deliberation without one.
pub(super) fn subject_of(member: Option<&MemberRef>) -> Subject {
    member.cloned().map_or(Subject::Deliberation, Subject::Member)
}
