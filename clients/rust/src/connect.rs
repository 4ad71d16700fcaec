//! Connecting: the address, the certificates behind `https://`, and what the server says it is.

use std::time::Duration;

use tonic::transport::{Certificate, ClientTlsConfig, Endpoint};

use crate::caller::Caller;
use crate::client::{Client, Settings};
use crate::error::Error;
use crate::v1;

/// How long connecting may take.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// A server that says nothing is asked whether it is there, and gets as long again to answer.
const PEER_SILENCE: Duration = Duration::from_secs(30);

/// Settings of a [`Client`] before it connects.
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    url: String,
    roots: Option<String>,
    settings: Settings,
}

impl Builder {
    pub(crate) fn to(url: &str, settings: Settings) -> Builder {
        Builder { url: url.to_owned(), roots: None, settings }
    }

    /// How long one logical call may take, all its attempts together; 40 s unless told.
    pub fn deadline(mut self, deadline: Duration) -> Builder {
        self.settings.deadline = deadline;
        self
    }

    /// Who is calling.
    pub fn caller(mut self, caller: Caller) -> Builder {
        self.settings.caller = Some(caller);
        self
    }

    /// Trusts these certificates (PEM) of an `https://` server in place of the machine's own.
    pub fn root_certificates(mut self, pem: impl Into<String>) -> Builder {
        self.roots = Some(pem.into());
        self
    }

    /// Connects.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub async fn connect(self) -> Result<Client, Error> {
        let unusable = |problem: &str| Error::AddressUnusable {
            url: self.url.clone(),
            problem: problem.to_owned(),
        };
        let secret = self.url.starts_with("https://");
        if !secret && !self.url.starts_with("http://") {
            return Err(unusable("it begins neither with http:// nor with https://"));
        }
        let mut endpoint = Endpoint::from_shared(self.url.clone())
            .map_err(|_| unusable("it is not an address"))?
            .connect_timeout(CONNECT_DEADLINE)
            .http2_keep_alive_interval(PEER_SILENCE)
            .keep_alive_timeout(PEER_SILENCE);
        if secret {
            let tls = match &self.roots {
                Some(pem) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem)),
                None => ClientTlsConfig::new().with_native_roots(),
            };
            let configured = endpoint.tls_config(tls);
            endpoint = configured.map_err(|error| unusable(&root_cause(&error)))?;
        } else if self.roots.is_some() {
            return Err(unusable("root certificates are for https://"));
        }
        let channel = endpoint.connect().await;
        let channel = channel.map_err(|error| Error::Unreachable {
            url: self.url.clone(),
            cause: root_cause(&error),
        })?;
        let client = Client::over(channel, self.settings);
        let info = client.server().get_server_info(v1::GetServerInfoRequest {}).await?;
        if let Some(warning) = skew(&self.url, &info.version, env!("CARGO_PKG_VERSION")) {
            tracing::warn!("{warning}");
        }
        Ok(client.knowing(info))
    }
}

/// What to say when a server's version is not this client's: the major number differs, or the minor
/// number while the major is 0.
fn skew(url: &str, server: &str, client: &str) -> Option<String> {
    let kind = |version: &str| {
        let mut numbers = version.split(['.', '-', '+']).map(str::to_owned);
        let major = numbers.next().unwrap_or_default();
        let minor = numbers.next().filter(|_| major == "0");
        (major, minor)
    };
    (kind(server) != kind(client)).then(|| {
        format!(
            "the server at {url} has version {server} and this client {client}: what one of them \
             knows may be unknown to the other; use a client of the server's version"
        )
    })
}

/// The innermost cause: what the operating system said.
fn root_cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(inner) => root_cause(inner),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_no_address_is_told_without_connecting() {
        for url in ["127.0.0.1:7440", "ftp://127.0.0.1:7440", "http://"] {
            let refused = Client::connect(url).await.expect_err(url);
            assert!(matches!(refused, Error::AddressUnusable { .. }), "{url}: {refused:?}");
        }
        let nobody = Client::connect("http://127.0.0.1:1").await.expect_err("nothing is there");
        assert!(matches!(nobody, Error::Unreachable { .. }), "{nobody:?}");
    }

    #[test]
    fn another_major_version_is_told_and_another_minor_one_before_the_first() {
        let told = |server, client| skew("http://here", server, client).is_some();
        assert!(!told("0.1.0", "0.1.7"));
        assert!(told("0.2.0", "0.1.0"));
        assert!(told("1.0.0", "0.1.0"));
        assert!(!told("1.4.0", "1.0.3"));
        assert!(told("2.0.0", "1.9.0"));
        assert!(told("", "0.1.0"), "a server that does not say");
        assert!(!told("0.1.0-rc.1", "0.1.0"));
    }
}
