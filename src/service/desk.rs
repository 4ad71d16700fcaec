//! What every handler does alike: read the caller, run, and answer or explain.

use std::future::Future;
use std::sync::Arc;

use beraad_client::v1 as wire;
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::{Request, Response, Status};

use crate::domain::ids::{DeliberationId, FreshPseudonym, TextRef, lettered};
use crate::domain::state::Deliberation;
use crate::engine::submission::{Outcome, RequestKey};
use crate::engine::{Engine, PlainText, Texts};
use crate::log::{Subject, TextClass};
use crate::service::call::{self, Call};
use crate::service::failure::Failure;
use crate::service::fields::{Fields, mentions_bsn};
use crate::service::log::Hub;
use crate::service::page::Page;
use crate::service::query::Query;
use crate::service::render::{self, Renderer};
use crate::service::status;

/// All handlers work at this desk.
#[derive(Clone)]
pub(super) struct Desk {
    engine: Engine,
    hub: Arc<Hub>,
}

/// What all mutations have in common.
pub(super) struct Mutation<'a> {
    request_id: &'a str,
    validate_only: bool,
    etag: &'a str,
    body: Vec<u8>,
}

impl<'a> Mutation<'a> {
    /// Of a request with these common fields.
    pub(super) fn of(
        request: &impl Message,
        request_id: &'a str,
        validate_only: bool,
        etag: &'a str,
    ) -> Mutation<'a> {
        Mutation { request_id, validate_only, etag, body: request.encode_to_vec() }
    }
}

/// A mutation whose common fields are valid.
pub(super) struct Accepted {
    pub(super) request: Option<RequestKey>,
    pub(super) expected: Option<u64>,
    pub(super) validate_only: bool,
}

/// What became of a mutation, and what its writer should look at again.
pub(super) struct Done {
    pub(super) outcome: Outcome,
    pub(super) warnings: Vec<String>,
}

/// Texts on their way into the vault.
pub(super) struct Drawer<'a> {
    engine: &'a Engine,
    pub(super) texts: Vec<PlainText>,
}

impl Drawer<'_> {
    /// Puts a text in and gives the reference to it.
    pub(super) fn put(&mut self, subject: Subject, text: &str) -> TextRef {
        self.put_class(subject, TextClass::Content, text)
    }

    /// Puts a text of the deliberation itself in.
    pub(super) fn shared(&mut self, text: &str) -> TextRef {
        self.put(Subject::Deliberation, text)
    }

    /// Puts a text of a class in.
    pub(super) fn put_class(&mut self, subject: Subject, class: TextClass, text: &str) -> TextRef {
        let plain = PlainText::new(&*self.engine.ports().entropy, (subject, class), text);
        let reference = plain.reference.clone();
        self.texts.push(plain);
        reference
    }
}

impl Desk {
    pub(super) fn new(engine: Engine) -> Desk {
        Desk { engine, hub: Arc::default() }
    }

    /// Who watches.
    pub(super) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Runs a handler for a request.
    pub(super) async fn call<Q, A, F>(
        &self,
        request: Request<Q>,
        handler: impl FnOnce(Desk, Call, Q) -> F,
    ) -> Result<Response<A>, Status>
    where
        F: Future<Output = Result<A, Failure>>,
    {
        let (metadata, _, body) = request.into_parts();
        let language = call::language(&metadata);
        let answer = async { handler(self.clone(), Call::of(&metadata)?, body).await };
        answer.await.map(Response::new).map_err(|failure| status::of(failure, language))
    }

    /// A drawer for the texts of one request.
    pub(super) fn drawer(&self) -> Drawer<'_> {
        Drawer { engine: &self.engine, texts: Vec::new() }
    }

    /// Checks what all mutations have in common. The digest covers who asks, so that nobody is
    /// given the answer to somebody else's request.
    pub(super) fn accept(
        &self,
        fields: &mut Fields,
        call: &Call,
        method: &str,
        mutation: &Mutation<'_>,
    ) -> Accepted {
        let expected = match mutation.etag {
            "" => None,
            etag => fields.take("etag", parse_etag(etag)),
        };
        let id = match mutation.request_id {
            "" => None,
            id => fields.take("request_id", uuid::Uuid::parse_str(id).map_err(|_| UUID_RULE)),
        };
        let request = id.map(|id| {
            let digest = Sha256::new()
                .chain_update(method)
                .chain_update([0])
                .chain_update(format!("{call:?}"))
                .chain_update([0])
                .chain_update(&mutation.body);
            RequestKey { id: id.into_bytes(), body_digest: digest.finalize().into() }
        });
        Accepted { request, expected, validate_only: mutation.validate_only }
    }

    /// The state after everything due and after `at_least`.
    pub(super) async fn state(
        &self,
        id: &DeliberationId,
        at_least: u64,
    ) -> Result<Arc<Deliberation>, Failure> {
        Ok(self.engine.state(id, at_least).await?)
    }

    /// What a list without filters is made from: the state, and the page.
    pub(super) async fn listing(
        &self,
        deliberation: &str,
        asked: (i32, &str, u64),
    ) -> Result<(Arc<Deliberation>, Page), Failure> {
        Query::of(deliberation, asked).run(self).await
    }

    /// Renders for the caller. What is made is made twice: to learn which texts it shows, and
    /// again with these texts.
    pub(super) async fn shown<T>(
        &self,
        call: &Call,
        state: &Deliberation,
        make: impl Fn(&Renderer<'_>) -> T,
    ) -> Result<T, Failure> {
        let caller = call.within(&state.id);
        let wanted = Renderer::wanted(state, &caller, &make);
        let texts = self.texts(&state.id, &wanted.iter().collect::<Vec<_>>()).await?;
        Ok(make(&Renderer::new(state, &caller, &texts)))
    }

    /// Opens texts.
    pub(super) async fn texts(
        &self,
        id: &DeliberationId,
        references: &[&TextRef],
    ) -> Result<Texts, Failure> {
        Ok(self.engine.texts(id, references).await?)
    }

    /// A fresh pseudonym, which is used when a member needs one.
    pub(super) fn pseudonym(&self) -> FreshPseudonym {
        FreshPseudonym(self.random())
    }

    /// A fresh seed of a lottery, which is used by a round that needs one.
    pub(super) fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.engine.ports().entropy.fill(&mut seed);
        seed
    }

    /// A random id that begins with a letter and tells nothing.
    pub(super) fn random_id(&self, prefix: char) -> String {
        lettered(prefix, self.random())
    }

    /// An id that sorts by the moment it was made (a ULID behind a letter).
    pub(super) fn ordered_id(&self, prefix: char) -> String {
        let now_ms = self.engine.ports().clock.now().0.max(0) as u128;
        let low = self.random() & ((1 << 80) - 1);
        lettered(prefix, (now_ms << 80) | low)
    }

    fn random(&self) -> u128 {
        let mut random = [0; 16];
        self.engine.ports().entropy.fill(&mut random);
        u128::from_be_bytes(random)
    }
}

const UUID_RULE: &str = "is not a UUID; give one such as 6ba7b810-9dad-41d1-80b4-00c04fd430c8";

fn parse_etag(etag: &str) -> Result<u64, &'static str> {
    etag.parse().map_err(|_| "is not an etag of this server; give the one that was read")
}

/// A fresh id under which an operator finds the cause in the server's own log.
#[expect(clippy::disallowed_methods, reason = "an incident is outside every deliberation")]
pub(super) fn incident_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Where a mutation was written, as the contract says it; with validate_only there are warnings
/// at most.
pub(super) fn written(id: &DeliberationId, done: &Done) -> Option<wire::Written> {
    let written = done.outcome.written.as_ref().map(|written| render::written(id, written));
    if written.is_none() && done.warnings.is_empty() {
        return None;
    }
    Some(wire::Written { warnings: done.warnings.clone(), ..written.unwrap_or_default() })
}

/// What in free text its writer should look at again (rule 14).
pub(super) fn warnings(texts: &[PlainText]) -> Vec<String> {
    let found = texts.iter().any(|text| mentions_bsn(text.text()));
    let warning = "the text holds what looks like a citizen service number (BSN); if it is one, \
                   ask for erasure and write it again without";
    found.then(|| warning.to_owned()).into_iter().collect()
}
