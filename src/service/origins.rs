//! Which pages may call from a browser. A browser says of every call from which origin its page
//! came; one that nobody allowed is refused, so that no page that somebody happens to have open can
//! act on a server on the same machine.

use std::convert::Infallible;
use std::str::FromStr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::{Either, Ready, ready};
use tonic::codegen::Service;
use tonic::codegen::http::{self, HeaderName, HeaderValue, Uri, header};
use tonic::metadata::MetadataMap;
use tower::Layer;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::service::failure::{Failure, Violation};
use crate::service::language::Language;
use crate::service::status;

/// How long a browser may remember that it may call.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);
/// What a page needs to read of an answer to know why a call was refused.
const TOLD: [HeaderName; 3] = [
    HeaderName::from_static("grpc-status"),
    HeaderName::from_static("grpc-message"),
    HeaderName::from_static("grpc-status-details-bin"),
];

/// The origin of pages that may call, such as `https://app.example`: scheme, host and, where it is
/// not the usual one, port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// What is wrong with an origin.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OriginError {
    /// Everybody.
    #[error("every page of every site could act here; name the origins one by one")]
    Everyone,
    /// Not an origin.
    #[error("is no origin; write it as https://app.example or http://localhost:8080")]
    Form,
    /// An origin, written in another way than browsers do.
    #[error("is not how a browser writes it; write it as {0}")]
    Spelling(String),
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Origin, OriginError> {
        if text == "*" || text == "null" {
            return Err(OriginError::Everyone);
        }
        let parts = Uri::from_str(text).map_err(|_| OriginError::Form)?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(OriginError::Form);
        };
        let usual_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(OriginError::Form),
        };
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(OriginError::Form);
        }
        let host = authority.host().to_ascii_lowercase();
        let port = authority.port_u16().filter(|port| *port != usual_port);
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let written = format!("{scheme}://{host}{port}");
        if written != text {
            return Err(OriginError::Spelling(written));
        }
        HeaderValue::from_str(&written).map(Origin).map_err(|_| OriginError::Form)
    }
}

/// What a browser is told when it asks whether a page of these origins may call; nothing when there
/// are none. Any header may come along, because a city's proxy may want its own.
#[must_use]
pub fn cors(allowed: &[Origin]) -> Option<CorsLayer> {
    let origins = allowed.iter().map(|origin| origin.0.clone());
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([http::Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(TOLD)
        .max_age(REMEMBERED);
    (!allowed.is_empty()).then_some(layer)
}

/// Refuses the calls of pages of other origins. A browser asks before it sends such a call, but not
/// when a name of the page's own was pointed at this machine.
#[derive(Debug, Clone)]
pub struct OnlyFrom(Arc<[Origin]>);

impl OnlyFrom {
    /// Lets in what comes from these origins, and what comes from no page.
    #[must_use]
    pub fn these(allowed: &[Origin]) -> OnlyFrom {
        OnlyFrom(allowed.into())
    }

    fn refusal(&self, headers: &http::HeaderMap) -> Option<Failure> {
        let origin = headers.get(header::ORIGIN)?;
        if self.0.iter().any(|allowed| allowed.0 == origin) {
            return None;
        }
        let origin = String::from_utf8_lossy(origin.as_bytes());
        Some(Failure::Caller(Violation {
            field: "origin".into(),
            description: format!(
                "pages of `{origin}` may not call; allow them with `beraad serve --allow-origin`"
            ),
        }))
    }
}

impl<S> Layer<S> for OnlyFrom {
    type Service = Checked<S>;

    fn layer(&self, inner: S) -> Checked<S> {
        Checked { inner, only: self.clone() }
    }
}

/// A service behind the check.
#[derive(Debug, Clone)]
pub struct Checked<S> {
    inner: S,
    only: OnlyFrom,
}

impl<S, Q, A> Service<http::Request<Q>> for Checked<S>
where
    S: Service<http::Request<Q>, Response = http::Response<A>, Error = Infallible>,
    A: Default,
{
    type Response = http::Response<A>;
    type Error = Infallible;
    type Future = Either<S::Future, Ready<Result<http::Response<A>, Infallible>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Q>) -> Self::Future {
        let Some(failure) = self.only.refusal(request.headers()) else {
            return Either::Left(self.inner.call(request));
        };
        let metadata = MetadataMap::from_headers(request.into_parts().0.headers);
        let status = status::of(failure, Language::of(&metadata));
        Either::Right(ready(Ok(status.into_http())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Origin::from_str(text).expect_err(text).to_string()
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for good in ["https://app.example", "http://localhost:8080", "http://[::1]:8080"] {
            assert_eq!(Origin::from_str(good), Ok(Origin(HeaderValue::from_static(good))));
        }
        for (bad, good) in [
            ("https://App.example", "https://app.example"),
            ("https://app.example/", "https://app.example"),
            ("https://app.example:443", "https://app.example"),
            ("http://app.example/page?x=1", "http://app.example"),
        ] {
            assert_eq!(Origin::from_str(bad), Err(OriginError::Spelling(good.into())));
        }
        for bad in ["", "app.example", "ftp://app.example", "https://", "https://a@b", "a b"] {
            assert!(refused(bad).contains("https://app.example"), "{bad}");
        }
        assert!(refused("*").contains("one by one"));
    }

    #[test]
    fn a_page_of_another_origin_is_refused_and_no_page_is_not() {
        let only = OnlyFrom::these(&["https://app.example".parse().expect("an origin")]);
        let from = |origin: &'static str| {
            http::HeaderMap::from_iter([(header::ORIGIN, HeaderValue::from_static(origin))])
        };
        assert!(only.refusal(&http::HeaderMap::new()).is_none());
        assert!(only.refusal(&from("https://app.example")).is_none());
        for other in ["https://app.example.net", "http://app.example", "null"] {
            assert!(only.refusal(&from(other)).is_some(), "{other}");
        }
    }
}
