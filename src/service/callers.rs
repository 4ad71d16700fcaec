//! How much one caller may have under way, so that nobody takes the server from the others.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::convert::Infallible;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tonic::body::Body;
use tonic::codegen::{BoxFuture, Service, http};
use tonic::metadata::MetadataMap;
use tonic::server::NamedService;

use crate::domain::limits::{CALLS_OF_CALLER_MAX, STREAMS_OF_CALLER_MAX};
use crate::service::call::CALLER_KEYS;
use crate::service::failure::Failure;
use crate::service::language::Language;
use crate::service::status;

/// The calls whose answer goes on for as long as the caller likes.
const STREAMS: [&str; 5] = [
    "/beraad.v1.AnalysisService/WatchAnalysis",
    "/beraad.v1.AnalysisService/WatchTraces",
    "/beraad.v1.LogService/Export",
    "/beraad.v1.LogService/Watch",
    "/beraad.v1.ParticipationService/StreamStances",
];

/// What everybody has under way. A caller is what its metadata say it is, hashed under a key that
/// nobody knows; who has nothing under way takes no memory.
#[derive(Default)]
pub(super) struct Callers {
    under_way: Mutex<HashMap<u64, UnderWay>>,
    hasher: RandomState,
}

#[derive(Default)]
struct UnderWay {
    calls: usize,
    streams: usize,
}

/// A call, or a stream that was opened.
#[derive(Clone, Copy)]
enum Kind {
    Call,
    Stream,
}

impl Kind {
    fn of(path: &str) -> Kind {
        if STREAMS.contains(&path) { Kind::Stream } else { Kind::Call }
    }

    /// The name of its limit, and the limit.
    fn limit(self) -> (&'static str, usize) {
        match self {
            Kind::Call => ("calls of one caller", CALLS_OF_CALLER_MAX),
            Kind::Stream => ("streams of one caller", STREAMS_OF_CALLER_MAX),
        }
    }
}

impl UnderWay {
    fn count(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Call => &mut self.calls,
            Kind::Stream => &mut self.streams,
        }
    }
}

impl Callers {
    fn caller(&self, headers: &http::HeaderMap) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        for key in CALLER_KEYS {
            hasher.write(headers.get(key).map_or(&b""[..], |value| value.as_bytes()));
            hasher.write_u8(0);
        }
        hasher.finish()
    }

    fn enter(self: &Arc<Callers>, caller: u64, kind: Kind) -> Result<Turn, Failure> {
        let (name, most) = kind.limit();
        let mut under_way = self.under_way();
        let count = under_way.entry(caller).or_default().count(kind);
        if *count == most {
            return Err(Failure::Crowded { name, most });
        }
        *count += 1;
        drop(under_way);
        Ok(Turn { callers: self.clone(), caller, kind })
    }

    /// The counts are changed in one step each, so a panic elsewhere leaves them whole.
    fn under_way(&self) -> MutexGuard<'_, HashMap<u64, UnderWay>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call or stream under way, until it is dropped.
struct Turn {
    callers: Arc<Callers>,
    caller: u64,
    kind: Kind,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut under_way = self.callers.under_way();
        let Entry::Occupied(mut mine) = under_way.entry(self.caller) else { return };
        *mine.get_mut().count(self.kind) -= 1;
        if mine.get().calls + mine.get().streams == 0 {
            mine.remove();
        }
    }
}

/// A service that keeps its callers to their limits.
#[derive(Clone)]
pub(super) struct Guarded<S> {
    inner: S,
    callers: Arc<Callers>,
}

impl<S> Guarded<S> {
    /// A service, whose callers are counted together with those of others on the same count.
    pub(super) fn of(inner: S, callers: Arc<Callers>) -> Guarded<S> {
        Guarded { inner, callers }
    }
}

impl<S: NamedService> NamedService for Guarded<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for Guarded<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let kind = Kind::of(request.uri().path());
        match self.callers.enter(self.callers.caller(request.headers()), kind) {
            Err(failure) => {
                let metadata = MetadataMap::from_headers(request.into_parts().0.headers);
                let status = status::of(failure, Language::of(&metadata));
                Box::pin(async move { Ok(status.into_http()) })
            }
            Ok(turn) => {
                let answer = self.inner.call(request);
                Box::pin(async move {
                    let answer = answer.await?;
                    Ok(match kind {
                        Kind::Call => answer,
                        Kind::Stream => answer.map(|body| Body::new(Counted { body, _turn: turn })),
                    })
                })
            }
        }
    }
}

/// The answer to a stream, which counts until nobody reads it any more.
struct Counted {
    body: Body,
    _turn: Turn,
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = tonic::Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, tonic::Status>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(role: &'static str, credential: &'static str) -> http::HeaderMap {
        let value = http::HeaderValue::from_static;
        let pairs = [("beraad-role", value(role)), ("beraad-credential", value(credential))];
        pairs.into_iter().map(|(key, value)| (key.parse().expect("a key"), value)).collect()
    }

    #[test]
    fn each_caller_has_its_own_limits_and_one_beyond_is_refused() {
        let callers = Arc::new(Callers::default());
        let zaak = callers.caller(&named("app", "zaak"));
        let other = callers.caller(&named("app", "other"));
        for (kind, name) in
            [(Kind::Call, "calls of one caller"), (Kind::Stream, "streams of one caller")]
        {
            let most = kind.limit().1;
            let mut turns: Vec<_> =
                (0..most).map(|_| callers.enter(zaak, kind).expect("a turn")).collect();
            let refused = callers.enter(zaak, kind).err();
            assert!(matches!(refused, Some(Failure::Crowded { name: n, most: m })
                if (n, m) == (name, most)));
            assert!(callers.enter(other, kind).is_ok(), "somebody else is not in the way");
            turns.pop();
            turns.push(callers.enter(zaak, kind).expect("a turn that was given back"));
            assert!(callers.enter(zaak, kind).is_err());
        }
        assert!(callers.under_way().is_empty(), "who has nothing under way takes no memory");
    }

    #[test]
    fn every_stream_of_the_contract_is_counted_as_one() {
        let contract = prost_reflect::DescriptorPool::decode(beraad_client::FILE_DESCRIPTOR_SET);
        let contract = contract.expect("the contract");
        let methods = contract.services().flat_map(|service| service.methods().collect::<Vec<_>>());
        let streams = methods.filter(|method| method.is_server_streaming());
        let path = |method: prost_reflect::MethodDescriptor| {
            format!("/{}/{}", method.parent_service().full_name(), method.name())
        };
        let mut paths: Vec<String> = streams.map(path).collect();
        paths.sort();
        assert_eq!(paths, STREAMS);
    }

    #[test]
    fn a_caller_is_all_that_it_says_of_itself() {
        let callers = Callers::default();
        let one = callers.caller(&named("app", "zaak"));
        assert_eq!(one, callers.caller(&named("app", "zaak")));
        for (role, credential) in [("auditor", "zaak"), ("app", "zaa"), ("appz", "aak")] {
            assert_ne!(one, callers.caller(&named(role, credential)));
        }
    }
}
