//! Framing: the deliberation, its charter, its parties and their acceptance.

use crate::app::cli::script::actions::charter::{CHARTER, PARTY};
use crate::app::cli::script::actions::common::{BY_CHANNEL, EVIDENCE, FOR, TITLE};
use crate::app::cli::script::actions::words::SCOPE;
use crate::app::cli::script::actions::{Action, may, must, name};
use crate::app::cli::script::kind::{Field, Fill, Form, Kind, Space};

const IDENTITY: &[Field] = &[
    must("issuer", Kind::Text(100), "The other system."),
    must("value", Kind::Text(200), "The person in that system; no national identifier."),
];

pub(super) const ACTIONS: &[Action] = &[
    Action::writes(
        "create_deliberation",
        "DeliberationService/CreateDeliberation",
        "Creates the deliberation that this script is about.",
    )
    .takes(&[
        may("id", Kind::Text(63), "Id to give it; left out, the server makes one.")
            .to("deliberation_id"),
        must("title", TITLE, "Title."),
        may("challenge", Kind::Text(20_000), "The challenge; may follow later."),
        may("charter", Kind::Object(CHARTER), "The charter; may follow later."),
        may("initiator", Kind::Object(PARTY), "The party that starts it, added with it."),
        may("engaged_by", Kind::Text(500), "Who engaged the facilitator, in words."),
    ])
    .told(
        "{actor} begint het beraad “{title}”[, op een schaal van {charter.scale.lo} tot \
         {charter.scale.hi}][, op initiatief van {initiator.name}][, in opdracht van \
         {engaged_by}][, met de opgave: {challenge}]",
        "{actor} begins the deliberation “{title}”[, on a scale from {charter.scale.lo} to \
         {charter.scale.hi}][, started by {initiator.name}][, engaged by {engaged_by}][, with \
         the challenge: {challenge}]",
    ),
    Action::writes(
        "revise_challenge",
        "DeliberationService/ReviseChallenge",
        "Gives the challenge a new version.",
    )
    .takes(&[must("text", Kind::Text(20_000), "The text.")])
    .keeps(&[("challenge", "version")])
    .told("{actor} verwoordt de opgave: {text}", "{actor} words the challenge: {text}"),
    Action::writes(
        "set_charter",
        "DeliberationService/SetCharter",
        "Gives the charter a new version.",
    )
    .takes(CHARTER)
    .into("charter")
    .keeps(&[("charter", "version")])
    .told(
        "{actor} stelt de spelregels vast; de schaal loopt van {scale.lo} tot {scale.hi}",
        "{actor} sets the charter; the scale runs from {scale.lo} to {scale.hi}",
    ),
    Action::writes("add_party", "DeliberationService/AddParty", "Adds a party.").takes(PARTY).told(
        "{actor} laat partner {name} toe ({kind})[, verbonden met {affiliations}]",
        "{actor} admits party {name} ({kind})[, tied to {affiliations}]",
    ),
    Action::writes("add_member", "DeliberationService/AddMember", "Adds a member to a party.")
        .takes(&[
            must("party", Kind::Uses(Space::Party), "The party."),
            name(Space::Member, "What the member is called.").to("display_name"),
            may("identity", Kind::Object(IDENTITY), "Who vouches for the member elsewhere."),
            may("spokesperson", Kind::Flag, "Whether the member speaks for the party."),
        ])
        .told(
            "{actor} schrijft {name} in bij {party}[{spokesperson}, als woordvoerder]",
            "{actor} enrols {name} with {party}[{spokesperson}, as spokesperson]",
        ),
    Action::writes(
        "accept_charter",
        "DeliberationService/AcceptCharter",
        "Accepts challenge and charter, as they are now, for a party.",
    )
    .takes(&[
        FOR,
        may("charter_version", Kind::Int(0, 1000), "Left out, the current one.")
            .or(Fill::Kept("charter")),
        may("challenge_version", Kind::Int(0, 1000), "Left out, the current one.")
            .or(Fill::Kept("challenge")),
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} aanvaardt opgave en spelregels[ namens {for}][ (via {channel})]",
        "{actor} accepts challenge and charter[ for {for}][ (by {channel})]",
    ),
    Action::writes(
        "rate_challenge",
        "DeliberationService/RateChallenge",
        "Says for a party what it thinks of the wording of the challenge.",
    )
    .takes(&[
        must("value", Kind::Answer, "A step of the scale, or `pass`."),
        may("version", Kind::Int(0, 1000), "Version of the challenge; left out, the current.")
            .or(Fill::Kept("challenge")),
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} geeft de opgave een {value}[ namens {for}][ (via {channel})]",
        "{actor} gives the challenge a {value}[ for {for}][ (by {channel})]",
    ),
    Action::writes(
        "declare_affiliations",
        "DeliberationService/DeclareAffiliations",
        "Declares the ties of a party; they replace the ones before.",
    )
    .takes(&[
        must("affiliations", Kind::UsesMany(Space::Party), "The parties; empty for none.")
            .form(Form::Id),
        FOR,
        BY_CHANNEL,
        EVIDENCE,
    ])
    .told(
        "{actor} zegt met welke partners er banden zijn[ namens {for}][ (via {channel})]\
         [: {affiliations}][{!affiliations}: geen]",
        "{actor} says with which parties there are ties[ for {for}][ (by {channel})]\
         [: {affiliations}][{!affiliations}: none]",
    ),
    Action::writes(
        "form_working_group",
        "DeliberationService/FormWorkingGroup",
        "Forms a working group.",
    )
    .takes(&[
        name(Space::Group, "What it is called; its id is made from it.")
            .to("title")
            .id_to("group_id"),
        must("parties", Kind::UsesMany(Space::Party), "The parties in it."),
    ])
    .told(
        "{actor} vormt de werkgroep {name}: {parties}",
        "{actor} forms the working group {name}: {parties}",
    ),
    Action::writes(
        "declare_ready",
        "DeliberationService/DeclareReady",
        "Declares that round 1 can open.",
    )
    .told("{actor} verklaart dat het beraad kan beginnen", "{actor} declares all ready to begin"),
    Action::writes(
        "erase_subject",
        "AdminService/EraseSubject",
        "Destroys what is kept of one member, for good.",
    )
    .takes(&[
        must("for", Kind::Uses(Space::Speaker), "The member.").to("member"),
        must("scope", Kind::Choice(SCOPE), "How much to destroy."),
    ])
    .told(
        "{actor} wist voorgoed wat van {for} bewaard werd ({scope})",
        "{actor} erases for good what was kept of {for} ({scope})",
    ),
];
