//! What several actions say in the same way, and what is not an action: people, expectations.

pub use crate::app::cli::script::actions::words::{ADVICE, REASON, UNDEFINED};
use crate::app::cli::script::actions::words::{CHANNEL, ROLE};
use crate::app::cli::script::actions::{may, must};
use crate::app::cli::script::kind::{Field, Fill, Form, Kind, NOWHERE, Space};

/// What every writing action may say.
pub const WRITING: &[Field] = &[
    may("request_id", Kind::Text(100), "UUID; the same id and body get the same answer."),
    may("validate_only", Kind::Flag, "Checks everything and writes nothing."),
    may("entry", Kind::Gives(Space::Entry), "A name for what this step wrote.").to(NOWHERE),
];

pub(super) const TITLE: Kind = Kind::Text(500);
pub(super) const TEXT: Field = must("text", Kind::Text(5000), "The text.");
pub(super) const REASON_WHY: Field = must("reason", Kind::Text(2000), "Why.");
pub(super) const REASONED: Field =
    may("against_advice_reason", Kind::Text(2000), "Why, when it goes against the advice.");
pub(super) const FOR: Field =
    may("for", Kind::Uses(Space::Speaker), "Whose act it is; left out, the actor's own.")
        .to("member")
        .or(Fill::Actor);
pub(super) const BY_CHANNEL: Field = may("channel", Kind::Choice(CHANNEL), "The way it came in.");
pub(super) const EVIDENCE: Field = may(
    "evidence",
    Kind::Text(500),
    "Where it can be seen how it came in; needed when it is entered for somebody else.",
);
pub(super) const ROUND: Field =
    may("round", Kind::Uses(Space::Round), "The round by name or number; left out, the last.")
        .form(Form::Number)
        .or(Fill::LastRound);
pub(super) const ITEM_ONLY: Field = may("item", Kind::Uses(Space::Item), "Only this item.");
pub(super) const BODY: Field =
    must("body", Kind::Uses(Space::Body), "The deciding body, by its id in the charter.")
        .form(Form::Id);
pub(super) const DUE: Field = may("due", Kind::Time, "By when; left out, without a date.");
pub(super) const KEPT: Field = must("kept", Kind::Flag, "Whether it was kept; broken otherwise.");
pub(super) const PROOF: Field = may("proof", Kind::Text(500), "Where that can be seen.");

const ATTACHMENT: &[Field] = &[
    must("address", Kind::Text(2000), "Where it is."),
    must("media_type", Kind::Text(255), "Its media type, such as `application/pdf`."),
    must("sha256", Kind::Sha256, "SHA-256 of its bytes."),
];
const PLACE: &[Field] = &[
    must("latitude", Kind::Number, "Degrees, -90 to 90."),
    must("longitude", Kind::Number, "Degrees, -180 to 180."),
    may("label", Kind::Text(200), "What it is called."),
];
pub(super) const ATTACHMENTS: Field =
    may("attachments", Kind::Objects(ATTACHMENT), "Documents kept elsewhere.")
        .to("extras.attachments");
pub(super) const AT_PLACE: Field =
    may("place", Kind::Object(PLACE), "The place it is about.").to("extras.place");
pub(super) const KNOWN_BEFORE: Field =
    may("public_before", Kind::Flag, "Whether the text was public before.");

/// What is said of a person who is not a member.
pub const PERSON: &[Field] = &[
    must("role", Kind::Choice(ROLE), "The role."),
    may("credential", Kind::Text(64), "The credential; left out, made from the name."),
    may("issuer", Kind::Text(100), "For an app: the issuer whose members it acts for."),
];

/// What a figure is expected to be.
pub const FIGURE: &[Field] = &[
    must("name", Kind::Text(100), "Name of the figure, such as `agreement`."),
    may("item", Kind::Uses(Space::Item), "The item; left out, the whole agenda."),
    may("version", Kind::Int(0, 1000), "Version of a proposal; left out, the current one."),
    may("party", Kind::Uses(Space::Party), "The party; left out, all together."),
    ROUND,
    may("value", Kind::Number, "The value; a fraction such as 3/5 is compared exactly enough."),
    may("tolerance", Kind::Number, "How far it may be off; 1e-9 when left out."),
    may("undefined", Kind::Choice(UNDEFINED), "Why it has no value."),
];

/// What the advice on an item is expected to be.
pub const ADVISED: &[Field] = &[
    must("item", Kind::Uses(Space::Item), "The item."),
    must("is", Kind::Choice(ADVICE), "The advice."),
    ROUND,
];
