//! Stances over a stream that is taken up again when it breaks, with what had no answer yet.

use std::collections::VecDeque;
use std::time::Duration;

use beraad_client::{Client, Error, v1};
use futures::{Stream, StreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep};
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::app::cli::load::sender::{Answer, PATIENCE, Verdict, judge_reason};

/// The pause before a broken stream is taken up again.
const PAUSE: Duration = Duration::from_millis(100);

/// What one message came to, and how often its outcome was unknown on the way.
pub type Answered = (Answer<v1::StreamStancesResponse>, u64);

struct Sent {
    message: v1::StreamStancesRequest,
    breaks: u64,
    answer: oneshot::Sender<Answered>,
}

/// A stream of one deliberation. It ends when every copy of this is gone.
#[derive(Debug, Clone)]
pub struct Lane(mpsc::UnboundedSender<Sent>);

impl Lane {
    /// Begins a stream in the background; it connects with the first message.
    #[must_use]
    pub fn new(client: Client) -> Lane {
        let (lane, messages) = mpsc::unbounded_channel();
        tokio::spawn(Carrier { client, messages, pending: VecDeque::new(), ends: false }.run());
        Lane(lane)
    }

    /// Sends a message that carries deliberation, window and request_id, and waits for its answer.
    pub async fn send(&self, message: v1::StreamStancesRequest) -> Answered {
        let (answer, answered) = oneshot::channel();
        let sent = self.0.send(Sent { message, breaks: 0, answer });
        let gone = || (Answer::Unknown("the stream is gone".to_owned()), 1);
        if sent.is_err() {
            return gone();
        }
        answered.await.unwrap_or_else(|_| gone())
    }
}

struct Carrier {
    client: Client,
    messages: mpsc::UnboundedReceiver<Sent>,
    /// Sent and not answered, in order.
    pending: VecDeque<Sent>,
    ends: bool,
}

impl Carrier {
    async fn run(mut self) {
        let mut broken = Instant::now();
        loop {
            if self.pending.is_empty() {
                match self.messages.recv().await {
                    Some(sent) => self.pending.push_back(sent),
                    None => return,
                }
                broken = Instant::now();
            }
            let said = match self.carry().await {
                Ok(()) if self.ends && self.pending.is_empty() => return,
                Ok(()) => "the stream ended".to_owned(),
                Err((answered, error)) => {
                    if answered {
                        broken = Instant::now();
                    }
                    error.to_string()
                }
            };
            for sent in &mut self.pending {
                sent.breaks += 1;
            }
            if broken.elapsed() > PATIENCE {
                for sent in self.pending.drain(..) {
                    let _ = sent.answer.send((Answer::Unknown(said.clone()), sent.breaks));
                }
            }
            sleep(PAUSE).await;
        }
    }

    /// One stream, until it ends or breaks; then whether anything was answered on it.
    async fn carry(&mut self) -> Result<(), (bool, Error)> {
        let (out, outgoing) = mpsc::unbounded_channel();
        for sent in &self.pending {
            let _ = out.send(sent.message.clone());
        }
        let participation = self.client.participation();
        let answers = participation.stream_stances(UnboundedReceiverStream::new(outgoing));
        let answers = answers.await.map_err(|error| (false, error))?;
        self.exchange(out, Box::pin(answers)).await
    }

    async fn exchange(
        &mut self,
        out: mpsc::UnboundedSender<v1::StreamStancesRequest>,
        mut answers: impl Stream<Item = Result<v1::StreamStancesResponse, Error>> + Unpin,
    ) -> Result<(), (bool, Error)> {
        let mut out = Some(out);
        let mut answered = false;
        loop {
            tokio::select! {
                sent = self.messages.recv(), if !self.ends => match sent {
                    Some(sent) => {
                        if let Some(out) = &out {
                            let _ = out.send(sent.message.clone());
                        }
                        self.pending.push_back(sent);
                    }
                    None => self.ends = true,
                },
                answer = answers.next() => match answer {
                    Some(Ok(answer)) => {
                        answered = true;
                        self.answer(answer, out.as_ref());
                    }
                    Some(Err(error)) => return Err((answered, error)),
                    None => return Ok(()),
                },
            }
            if self.ends && self.pending.is_empty() {
                out = None;
            }
        }
    }

    /// Gives the oldest message its answer; one that was put off goes to the end.
    fn answer(
        &mut self,
        answer: v1::StreamStancesResponse,
        out: Option<&mpsc::UnboundedSender<v1::StreamStancesRequest>>,
    ) {
        let Some(sent) = self.pending.pop_front() else { return };
        let Some(refused) = &answer.refused else {
            let _ = sent.answer.send((Answer::Acknowledged(answer), sent.breaks));
            return;
        };
        if let (Verdict::PutOff | Verdict::Unknown, Some(out)) =
            (judge_reason(refused.reason()), out)
        {
            let _ = out.send(sent.message.clone());
            self.pending.push_back(sent);
            return;
        }
        let reason = refused.reason().as_str_name().trim_start_matches("REASON_").to_owned();
        let _ = sent.answer.send((Answer::Refused(reason, refused.message.clone()), sent.breaks));
    }
}
