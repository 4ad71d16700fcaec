//! The actions of a script: one for every RPC of the contract, and what each may say.
//!
//! This table is the only place where the format is written down: reading a script, checking its
//! names and the published JSON Schema all follow it.

use crate::app::cli::script::kind::{Choice, Field, Kind, Space};

/// Something an actor does.
#[derive(Debug)]
pub struct Action {
    /// Its name.
    pub name: &'static str,
    /// One sentence on it.
    pub about: &'static str,
    /// What it may say.
    pub fields: &'static [Field],
    /// Whether its only field is the action's value itself.
    pub whole: bool,
    /// Whether it writes, and so takes [`WRITING`] as well.
    pub writes: bool,
}

/// What every writing action may say.
pub const WRITING: &[Field] = &[
    may("request_id", Kind::Text(100), "UUID; the same id and body get the same answer."),
    may("validate_only", Kind::Flag, "Checks everything and writes nothing."),
];

const fn must(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, required: true, about }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, required: false, about }
}

const fn writes(name: &'static str, about: &'static str, fields: &'static [Field]) -> Action {
    Action { name, about, fields, whole: false, writes: true }
}

const fn reads(name: &'static str, about: &'static str, fields: &'static [Field]) -> Action {
    Action { name, about, fields, whole: false, writes: false }
}

const fn choice(name: &'static str, prefix: &'static str) -> Choice {
    Choice { name, prefix, lower: true }
}

/// Reasons of refusal, in capitals as the contract has them.
pub const REASON: Choice = Choice { name: "beraad.v1.Reason", prefix: "REASON_", lower: false };
/// Why a figure has no value.
pub const UNDEFINED: Choice =
    Choice { name: "beraad.v1.UndefinedReason", prefix: "UNDEFINED_REASON_", lower: false };
/// What the stop rule advises.
pub const ADVICE: Choice =
    Choice { name: "beraad.v1.RoundAdvice", prefix: "ROUND_ADVICE_", lower: false };
const PARTY_KIND: Choice = choice("beraad.v1.PartyKind", "PARTY_KIND_");
const ACTIVITY: Choice = choice("beraad.v1.Activity", "ACTIVITY_");
const CHANNEL: Choice = choice("beraad.v1.Channel", "CHANNEL_");
const VISIBILITY: Choice = choice("beraad.v1.StanceVisibility", "STANCE_VISIBILITY_");
const ROLE: Choice = choice("beraad.v1.Role", "ROLE_");
const SCOPE: Choice = choice("beraad.v1.ErasureScope", "ERASURE_SCOPE_");

const ID: Kind = Kind::Text(63);
const TITLE: Kind = Kind::Text(500);
const REASONED: Field =
    may("against_advice_reason", Kind::Text(2000), "Why, when it goes against the advice.");
const FOR: Field =
    may("for", Kind::Uses(Space::Speaker), "Whose act it is; left out, the actor's own.");
const BY_CHANNEL: Field = may("channel", Kind::Choice(CHANNEL), "The way it came in.");
const ROUND: Field =
    may("round", Kind::Uses(Space::Round), "The round by name or number; left out, the last.");
const VERSION: Field =
    may("version", Kind::Int(0, 1000), "Version of a proposal; left out, the current one.");

const SCALE: &[Field] = &[
    must("lo", Kind::Int(-1000, 1000), "Lowest stance."),
    must("hi", Kind::Int(-1000, 1000), "Highest stance."),
    may("labels", Kind::Labels, "Labels of some or all steps."),
    may("lo_is_veto", Kind::Flag, "Whether lo says: cannot live with it."),
];
const THRESHOLDS: &[Field] = &[
    may("quorum", Kind::Ratio, "Least share of parties that responded."),
    may("stability", Kind::Ratio, "A changed share strictly below it is stable."),
    may("support", Kind::Ratio, "Least share for support, or for opposition."),
    may("agreement", Kind::Ratio, "Least agreement that counts as converged."),
    may("min_rounds", Kind::Int(1, 60), "Rounds before which nothing is final."),
    may("max_rounds", Kind::Int(1, 60), "Round after which the advice is to stop."),
];
const CHARTER: &[Field] = &[
    must("scale", Kind::Object(SCALE), "The scale of stances."),
    may("stance_visibility", Kind::Choice(VISIBILITY), "What becomes of stances after a close."),
    may("thresholds", Kind::Object(THRESHOLDS), "Thresholds of the round advice."),
];
const IDENTITY: &[Field] = &[
    must("issuer", Kind::Text(100), "The other system."),
    must("value", Kind::Text(200), "The person in that system; no national identifier."),
];
const CLAUSE: &[Field] = &[
    must("id", ID, "Id within the proposal."),
    must("text", Kind::Text(5000), "The text."),
    may("derives_from", Kind::Texts(20), "Clauses it derives from: clause, or proposal/clause."),
];

/// Every action.
pub const ACTIONS: &[Action] = &[
    writes(
        "create_deliberation",
        "Creates the deliberation that this script is about.",
        &[
            may("id", ID, "Id to give it; left out, the server makes one."),
            must("title", TITLE, "Title."),
            may("challenge", Kind::Text(20_000), "The challenge; may follow later."),
            may("charter", Kind::Object(CHARTER), "The charter; may follow later."),
        ],
    ),
    reads("get_deliberation", "Reads the deliberation.", &[]),
    reads("list_deliberations", "Lists deliberations.", &[]),
    writes(
        "revise_challenge",
        "Gives the challenge a new version.",
        &[must("text", Kind::Text(20_000), "The text.")],
    ),
    writes("set_charter", "Gives the charter a new version.", CHARTER),
    writes(
        "add_party",
        "Adds a party.",
        &[
            must("name", Kind::Gives(Space::Party), "What it is called; its id is made from it."),
            must("kind", Kind::Choice(PARTY_KIND), "Its kind; no rule depends on it."),
            may("affiliations", Kind::UsesMany(Space::Party), "Parties it declares a tie with."),
        ],
    ),
    reads("list_parties", "Lists the parties.", &[]),
    writes(
        "add_member",
        "Adds a member to a party.",
        &[
            must("party", Kind::Uses(Space::Party), "The party."),
            must("name", Kind::Gives(Space::Speaker), "What the member is called."),
            may("identity", Kind::Object(IDENTITY), "Who vouches for the member elsewhere."),
            may("spokesperson", Kind::Flag, "Whether the member speaks for the party."),
        ],
    ),
    reads(
        "list_members",
        "Lists the members of one party, or of all.",
        &[may("party", Kind::Uses(Space::Party), "The party.")],
    ),
    writes(
        "accept_charter",
        "Accepts challenge and charter, as they are now, for a party.",
        &[
            FOR,
            may("charter_version", Kind::Int(0, 1000), "Left out, the current one."),
            may("challenge_version", Kind::Int(0, 1000), "Left out, the current one."),
        ],
    ),
    writes("declare_ready", "Declares that round 1 can open.", &[]),
    writes(
        "open_round",
        "Opens the next round.",
        &[
            may("name", Kind::Gives(Space::Round), "A name for later steps; its number works too."),
            may("title", TITLE, "Title."),
            must("activities", Kind::Choices(ACTIVITY), "What may be done in it."),
            must("closing", Kind::Closing, "When it closes."),
            may("extension", Kind::Flag, "Whether it extends the round before it."),
            REASONED,
        ],
    ),
    writes("close_round", "Closes the open round and waits for its figures.", &[ROUND]),
    reads("list_rounds", "Lists the rounds.", &[]),
    writes("conclude", "Ends the rounds and waits for the last figures.", &[REASONED]),
    writes("start_follow_up", "Starts follow-up.", &[]),
    writes("close_deliberation", "Closes the deliberation.", &[]),
    writes(
        "cancel_deliberation",
        "Ends the deliberation before its conclusion.",
        &[must("reason", Kind::Text(2000), "Why.")],
    ),
    writes(
        "add_statement",
        "Adds a statement.",
        &[
            must(
                "name",
                Kind::Gives(Space::Item),
                "A name for later steps; its id is made from it.",
            ),
            must("text", Kind::Text(5000), "The text."),
            FOR,
            BY_CHANNEL,
        ],
    ),
    reads("list_statements", "Lists the statements.", &[]),
    writes(
        "add_proposal",
        "Adds a proposal; it stays sealed until the round closes.",
        &[
            must(
                "name",
                Kind::Gives(Space::Proposal),
                "A name for later steps; its id follows it.",
            ),
            must("title", TITLE, "Title."),
            must("clauses", Kind::Objects(CLAUSE), "Its clauses."),
            FOR,
            BY_CHANNEL,
        ],
    ),
    writes(
        "revise_proposal",
        "Gives a proposal a new version.",
        &[
            must("proposal", Kind::Uses(Space::Proposal), "The proposal."),
            must("title", TITLE, "Title."),
            must("clauses", Kind::Objects(CLAUSE), "Its clauses."),
            may(
                "after_version",
                Kind::Int(0, 1000),
                "The version it follows; left out, the current.",
            ),
            FOR,
            BY_CHANNEL,
        ],
    ),
    reads("list_proposals", "Lists the proposals.", &[]),
    writes(
        "cast_stance",
        "Casts one stance.",
        &[
            must("item", Kind::Uses(Space::Item), "The statement or proposal."),
            must("value", Kind::Answer, "A step of the scale, or `pass`."),
            VERSION,
            FOR,
            BY_CHANNEL,
        ],
    ),
    Action {
        name: "stances",
        about: "Casts many stances at once: {ITEM: {MEMBER: 2}}, or {ITEM: 2} for oneself.",
        fields: &[must("stances", Kind::Stances, "The table.")],
        whole: true,
        writes: false,
    },
    reads(
        "list_stances",
        "Lists the last stances.",
        &[ROUND, may("item", Kind::Uses(Space::Item), "Only this item.")],
    ),
    reads(
        "get_convergence",
        "Reads the figures of a closed round.",
        &[ROUND, may("item", Kind::Uses(Space::Item), "Only this item.")],
    ),
    reads("get_round_advice", "Reads the advice after a closed round.", &[ROUND]),
    reads("export", "Exports the log and counts its records.", &[]),
    reads("verify", "Exports the log and verifies it.", &[]),
    reads("get_checkpoint", "Reads the signed head of the log.", &[]),
    writes(
        "erase_subject",
        "Destroys what is kept of one member, for good.",
        &[
            must("for", Kind::Uses(Space::Speaker), "The member."),
            must("scope", Kind::Choice(SCOPE), "How much to destroy."),
        ],
    ),
    reads("get_server_info", "Reads what the server is.", &[]),
];

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

/// The fields of an action, those of every writing one included.
pub fn fields_of(action: &'static Action) -> impl Iterator<Item = &'static Field> + Clone {
    let common: &[Field] = if action.writes { WRITING } else { &[] };
    action.fields.iter().chain(common)
}
