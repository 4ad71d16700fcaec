//! What verification finds: where, which rule, and what was expected.

use std::fmt;

/// The first thing in an exported log that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line, from 1.
    pub line: u64,
    /// What stands there, or should.
    pub place: Place,
    /// The rule that it breaks.
    pub rule: Rule,
    /// What was expected, and what was found.
    pub detail: String,
}

impl Finding {
    /// Whether the finding is about this sequence.
    #[must_use]
    pub fn names(&self, sequence: u64) -> bool {
        match self.place {
            Place::Header | Place::Trailer => false,
            Place::Event(found) => found == sequence,
            Place::Commit { first, last } => (first..=last).contains(&sequence),
            Place::After(last) => sequence == last || sequence == last.saturating_add(1),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { line, place, rule, detail } = self;
        write!(f, "line {line}, {place}: {rule}: {detail}")
    }
}

impl std::error::Error for Finding {}

/// A place in an exported log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first line.
    Header,
    /// The event of this sequence.
    Event(u64),
    /// The seal over these events.
    Commit {
        /// Sequence of the first.
        first: u64,
        /// Sequence of the last.
        last: u64,
    },
    /// The last line.
    Trailer,
    /// Behind the event of this sequence, where the line does not tell whether it should be the
    /// seal over that event or the next event.
    After(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Header => f.write_str("header"),
            Place::Event(sequence) => write!(f, "sequence {sequence}"),
            Place::Commit { first, last } => write!(f, "commit of sequences {first} to {last}"),
            Place::Trailer => f.write_str("trailer"),
            Place::After(sequence) => write!(f, "after sequence {sequence}"),
        }
    }
}

/// What every exported log keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A line is a record, written the one way there is.
    Line,
    /// Header, events with their seals, trailer: in that order and whole.
    Order,
    /// The header says what is to be verified, and how.
    Header,
    /// The log is signed with the key that the verifier expects.
    ExpectedKey,
    /// Each key took over from the one before it with a certificate.
    Rotation,
    /// Sequences follow each other without gaps.
    Contiguous,
    /// An envelope is one, and complete.
    Envelope,
    /// A payload has the digest in its envelope.
    PayloadDigest,
    /// A payload is an event of the kind that its envelope says.
    Payload,
    /// Texts are those that the payload refers to, with their digests.
    Text,
    /// What is withheld is withheld for a reason of the contract.
    Withheld,
    /// A seal covers exactly the events before it.
    Commit,
    /// A link is computed from the one before it and the envelopes.
    Link,
    /// A link is signed with the key in the header, or one that took over from it.
    Signature,
    /// A countersignature is of the party's key, over the link at the sequence that it names.
    Countersignature,
    /// The trailer says how the log ends.
    Trailer,
}

impl Rule {
    /// The rule in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Line => "line",
            Rule::Order => "order",
            Rule::Header => "header",
            Rule::ExpectedKey => "expected_key",
            Rule::Rotation => "rotation",
            Rule::Contiguous => "contiguous",
            Rule::Envelope => "envelope",
            Rule::PayloadDigest => "payload_digest",
            Rule::Payload => "payload",
            Rule::Text => "text",
            Rule::Withheld => "withheld",
            Rule::Commit => "commit",
            Rule::Link => "link",
            Rule::Signature => "signature",
            Rule::Countersignature => "countersignature",
            Rule::Trailer => "trailer",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
