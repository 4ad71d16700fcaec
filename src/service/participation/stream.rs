//! Stances over a stream: batches one after another, each answered once it is durable.

use beraad_client::v1::*;
use futures::future::{BoxFuture, FutureExt};
use futures::stream::{FuturesOrdered, StreamExt};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

use crate::domain::limits::{STREAM_WINDOW_DEFAULT, STREAM_WINDOW_MAX};
use crate::engine::error::EngineError;
use crate::engine::submission::Submission;
use crate::service::call::{Call, language};
use crate::service::desk::{self, Desk, Done};
use crate::service::failure::{Failure, Violation};
use crate::service::form::{Form, Sent};
use crate::service::participation::stances;
use crate::service::status;

pub(super) type Answers = ReceiverStream<Result<StreamStancesResponse, Status>>;

/// Answers that are ready and wait for a slow reader.
const ANSWERS_AHEAD_MAX: usize = 16;
/// Violations that a refusal tells; a message can break thousands of rules.
const VIOLATIONS_TOLD_MAX: usize = 20;

/// What a message becomes.
type Answer = BoxFuture<'static, Result<StreamStancesResponse, Failure>>;

pub(super) async fn stream_stances(
    desk: &Desk,
    request: Request<Streaming<StreamStancesRequest>>,
) -> Result<Response<Answers>, Status> {
    let language = language(request.metadata());
    let start = |desk: Desk, call: Call, messages| async move {
        let (sender, receiver) = mpsc::channel(ANSWERS_AHEAD_MAX);
        tokio::spawn(async move {
            let taken = Inflow { desk, call, deliberation: String::new(), window: 0 };
            if let Err(failure) = taken.run(messages, &sender).await {
                // A client that is gone needs no word.
                let _ = sender.send(Err(status::of(failure, language))).await;
            }
        });
        Ok(ReceiverStream::new(receiver))
    };
    desk.call(request, start).await
}

/// One open stream.
struct Inflow {
    desk: Desk,
    call: Call,
    /// The name that the first message gave.
    deliberation: String,
    window: usize,
}

impl Inflow {
    /// Takes messages as long as there is room in the window, and answers them in their order.
    async fn run(
        mut self,
        mut messages: Streaming<StreamStancesRequest>,
        answers: &mpsc::Sender<Result<StreamStancesResponse, Status>>,
    ) -> Result<(), Failure> {
        let mut waiting: FuturesOrdered<Answer> = FuturesOrdered::new();
        let (mut open, mut number) = (true, 0);
        while open || !waiting.is_empty() {
            tokio::select! {
                biased;
                Some(answer) = waiting.next(), if !waiting.is_empty() => {
                    if answers.send(Ok(answer?)).await.is_err() {
                        return Ok(());
                    }
                }
                message = messages.next(), if open && waiting.len() < self.window.max(1) => {
                    match message {
                        Some(Ok(message)) => {
                            number += 1;
                            waiting.push_back(self.take(number, message).await?);
                        }
                        // What the client broke off it can ask for again by request_id.
                        Some(Err(_)) => return Ok(()),
                        None => open = false,
                    }
                }
            }
        }
        Ok(())
    }

    /// Hands a message in; what is wrong with its form is its answer.
    async fn take(
        &mut self,
        number: u64,
        message: StreamStancesRequest,
    ) -> Result<Answer, Failure> {
        if number == 1 {
            self.begin(&message)?;
        }
        let submission = match self.read(message) {
            Ok(submission) => submission,
            Err(failure) => {
                let refused = refusal(failure)?;
                return Ok(std::future::ready(Ok(refused_whole(number, refused))).boxed());
            }
        };
        let (id, warnings) = (submission.deliberation.clone(), desk::warnings(&submission.texts));
        let answered = self.desk.engine().hand_in(submission).await?;
        let answer = async move {
            match answered.await {
                Ok(outcome) => {
                    let results = stances::results(&outcome);
                    let written = Sent { id, done: Done { outcome, warnings } }.written();
                    Ok(StreamStancesResponse { message: number, written, results, refused: None })
                }
                Err(error) => Ok(refused_whole(number, refusal(error.into())?)),
            }
        };
        Ok(answer.boxed())
    }

    /// Reads what the first message says for all.
    fn begin(&mut self, message: &StreamStancesRequest) -> Result<(), Failure> {
        self.deliberation.clone_from(&message.deliberation);
        self.window = match message.window as usize {
            0 => STREAM_WINDOW_DEFAULT,
            window if window <= STREAM_WINDOW_MAX => window,
            window => {
                let description =
                    format!("is {window}; give 1 to {STREAM_WINDOW_MAX}, or 0 for the default");
                let field = "window".to_owned();
                return Err(Failure::Invalid(vec![Violation { field, description }]));
            }
        };
        Ok(())
    }

    fn read(&self, mut message: StreamStancesRequest) -> Result<Submission, Failure> {
        let elsewhere =
            !message.deliberation.is_empty() && message.deliberation != self.deliberation;
        // A message that is sent again may be the first of its stream, and must digest alike.
        message.deliberation.clone_from(&self.deliberation);
        message.window = 0;
        let common = (message.request_id.as_str(), false, "");
        let mut form = Form::begin((&self.desk, &self.call), "StreamStances", &message, common);
        form.deliberation(&self.deliberation);
        if elsewhere {
            let rule = format!("is not {}; open another stream for it", self.deliberation);
            form.fields.violate("deliberation", rule);
        }
        let made = stances::read_all(&mut form, &message.stances);
        form.packed(made, true)
    }
}

fn refused_whole(number: u64, refused: Refusal) -> StreamStancesResponse {
    StreamStancesResponse { message: number, refused: Some(refused), ..Default::default() }
}

/// What is wrong with one message alone; everything else ends the stream.
fn refusal(failure: Failure) -> Result<Refusal, Failure> {
    match failure {
        Failure::Invalid(violations) => {
            let fact =
                |violation: Violation| Fact { key: violation.field, value: violation.description };
            let facts: Vec<_> =
                violations.into_iter().take(VIOLATIONS_TOLD_MAX).map(fact).collect();
            let told = facts.iter().map(|fact| format!("{}: {}", fact.key, fact.value));
            let message = told.collect::<Vec<_>>().join("; ");
            Ok(Refusal { reason: Reason::InvalidRequest.into(), message, facts })
        }
        Failure::Engine(error @ EngineError::RequestReused) => Ok(Refusal {
            reason: Reason::RequestIdReused.into(),
            message: error.to_string(),
            facts: Vec::new(),
        }),
        failure @ (Failure::Caller(_) | Failure::Crowded { .. } | Failure::Engine(_)) => {
            Err(failure)
        }
    }
}
