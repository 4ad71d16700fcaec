//! What the callers know: what they asked for, and what they were told about it. The judge holds
//! the log against this, and against nothing that the engine says of itself.

use beraad::domain::ids::DeliberationId;

use crate::asks::{Answer, Ask, Who};

/// A write that somebody wants, under one request id.
#[derive(Debug, Clone)]
pub struct Intent {
    pub deliberation: DeliberationId,
    /// Under which its caller finds it again.
    pub key: String,
    pub who: Who,
    pub ask: Ask,
    pub request_id: [u8; 16],
    /// Whether a stream was left to itself, which may still write what a later try was refused.
    pub loose: bool,
    pub fate: Fate,
}

/// What its caller knows of a write.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// Not sent, or each time surely not written.
    Unwritten,
    /// Nobody knows.
    Unknown,
    /// Written as this says.
    Acknowledged(Box<Answer>),
    /// Nothing was written, for this reason.
    Refused(String),
}

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// Which check found it.
    pub check: &'static str,
    /// What it found.
    pub detail: String,
}

/// Everything that all callers know.
#[derive(Default)]
pub struct Mirror {
    pub intents: Vec<Intent>,
    pub broken: Vec<Broken>,
}

impl Mirror {
    /// Notes that a promise was not kept.
    pub fn broke(&mut self, check: &'static str, detail: String) {
        self.broken.push(Broken { check, detail });
    }

    /// The intent with a key.
    pub fn find(&self, deliberation: &DeliberationId, key: &str) -> Option<usize> {
        let mut all = self.intents.iter();
        all.position(|intent| intent.deliberation == *deliberation && intent.key == key)
    }

    /// The name that the answer to an intent gave, once it was acknowledged.
    pub fn name(&self, deliberation: &DeliberationId, key: &str) -> Option<String> {
        match &self.intents[self.find(deliberation, key)?].fate {
            Fate::Acknowledged(answer) => Some(answer.name.clone()),
            _ => None,
        }
    }

    /// Adds an intent, whose request id is its number in this world.
    pub fn add(&mut self, deliberation: &DeliberationId, key: &str, who: Who, ask: Ask) -> usize {
        let number = self.intents.len();
        let request_id = uuid::Uuid::from_u128(number as u128 + 1);
        let mut ask = ask;
        *ask.request_id() = request_id.to_string();
        self.intents.push(Intent {
            deliberation: deliberation.clone(),
            key: key.to_owned(),
            who,
            ask,
            request_id: request_id.into_bytes(),
            loose: false,
            fate: Fate::Unwritten,
        });
        number
    }
}
