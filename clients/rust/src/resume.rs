//! Streams that are taken up again by themselves when they break off.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tonic::{Code, Response, Status, Streaming};

use crate::client::Client;
use crate::error::Error;
use crate::retry::delay;

/// The longest wait before a stream that gave something is taken up again.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// A stream of the contract through all its breaks.
pub(crate) struct Resuming<M> {
    client: Client,
    messages: Option<Streaming<M>>,
    /// A stream that says nothing for so long is taken for dead.
    silence: Duration,
    /// Breaks since the last message.
    breaks: u32,
    /// Whether anything came yet.
    began: bool,
    ended: bool,
}

impl<M> Resuming<M> {
    pub(crate) fn new(client: Client, silence: Duration) -> Resuming<M> {
        Resuming { client, messages: None, silence, breaks: 0, began: false, ended: false }
    }

    /// The next message, and whether it is the first since the stream was opened with `open`;
    /// `None` after an error was given.
    pub(crate) async fn next<W>(
        &mut self,
        open: impl Fn(&Client) -> Result<W, Error>,
    ) -> Result<Option<(M, bool)>, Error>
    where
        W: Future<Output = Result<Response<Streaming<M>>, Status>>,
    {
        let mut first = false;
        while !self.ended {
            let got = match &mut self.messages {
                None => {
                    first = true;
                    let opened = begun(&self.client, open(&self.client)?).await;
                    opened.map(|opened| {
                        self.messages = Some(opened);
                        None
                    })
                }
                Some(messages) => match timeout(self.silence, messages.message()).await {
                    Ok(Ok(Some(message))) => Ok(Some(message)),
                    Ok(Ok(None)) => Err(Status::unavailable("the stream ended")),
                    Ok(Err(status)) => Err(status),
                    Err(_) => Err(Status::unavailable("the stream fell silent")),
                },
            };
            match got {
                Ok(None) => {}
                Ok(Some(message)) => {
                    (self.breaks, self.began) = (0, true);
                    return Ok(Some((message, first)));
                }
                Err(status) => self.pause(&status).await?,
            }
        }
        Ok(None)
    }

    /// Waits before the stream is opened again, or gives the error that ends it.
    async fn pause(&mut self, status: &Status) -> Result<(), Error> {
        self.messages = None;
        self.breaks += 1;
        let backoff = self.client.backoff(self.breaks).min(WAIT_MAX);
        let wait = match (self.began, status.code()) {
            (false, _) => self.client.wait(status, self.breaks),
            (true, Code::DeadlineExceeded) => Some(backoff),
            (true, _) => delay(status, backoff),
        };
        let Some(wait) = wait else {
            self.ended = true;
            return Err(self.client.error(status, self.breaks));
        };
        if self.began {
            tracing::warn!(cause = status.message(), "a stream broke off; taking it up again");
        }
        sleep(wait).await;
        Ok(())
    }
}

/// The messages of a stream, begun like a call: with several attempts under one deadline.
pub(crate) async fn opened<M, W>(
    client: &Client,
    open: impl Fn(&Client) -> Result<W, Error>,
) -> Result<Streaming<M>, Error>
where
    W: Future<Output = Result<Response<Streaming<M>>, Status>>,
{
    let until = Instant::now() + client.deadline();
    let mut attempt = 1;
    loop {
        let status = match begun(client, open(client)?).await {
            Ok(messages) => return Ok(messages),
            Err(status) => status,
        };
        let wait = client.wait(&status, attempt);
        let Some(wait) = wait.filter(|wait| Instant::now() + *wait < until) else {
            return Err(client.error(&status, attempt));
        };
        sleep(wait).await;
        attempt += 1;
    }
}

/// The messages of a stream, once it has begun.
pub(crate) async fn begun<M>(
    client: &Client,
    call: impl Future<Output = Result<Response<Streaming<M>>, Status>>,
) -> Result<Streaming<M>, Status> {
    let late = |_| Status::deadline_exceeded("no answer within the deadline");
    let answer = timeout(client.deadline(), call).await.map_err(late)?;
    Ok(answer?.into_inner())
}
