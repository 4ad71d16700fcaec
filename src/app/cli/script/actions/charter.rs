//! The charter, and a party that comes with another act.

use crate::app::cli::script::actions::common::TITLE;
use crate::app::cli::script::actions::words::{
    ACTIVITY, ADMISSION, AUTHORITY_ROLE, BODY_KIND, PARTITION, PARTY_KIND, RULE, VISIBILITY,
};
use crate::app::cli::script::actions::{may, must, name};
use crate::app::cli::script::kind::{Field, Form, Kind, Space, Unit};

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
const TERMS: &[Field] = &[
    days("answer", "For the authority to answer a question.").to("answer_days"),
    days("decide", "For a deciding body to decide on the outcome.").to("decide_days"),
    days("accept", "For a facilitating authority to accept the charter.").to("accept_days"),
    days("understood", "For an author to mark a response.").to("understood_days"),
    may("reading", Kind::Duration(Unit::Hours), "After new information no round closes so long.")
        .to("reading_hours"),
];
const PARTIES_OF: Field =
    must("parties", Kind::UsesMany(Space::Party), "The parties; later steps may add them.")
        .form(Form::LaterId);
const PARTITION_GROUP: &[Field] = &[must("group", Kind::Text(63), "Id of the group."), PARTIES_OF];
const DIVIDED: &[Field] = &[
    must("kind", Kind::Choice(PARTITION), "How the parties are divided."),
    may("groups", Kind::Objects(PARTITION_GROUP), "The groups, when they are declared."),
];
const DECISION: &[Field] = &[
    may("rule", Kind::Choice(RULE), "Rule of a conclusion without a ballot round."),
    may("quorum", Kind::Ratio, "Least share of parties that answered."),
    may("threshold", Kind::Ratio, "Least share that agrees."),
    may("floor", Kind::Ratio, "The same within each group."),
    may("partition", Kind::Object(DIVIDED), "The groups that the floor holds for."),
    may("group_min", Kind::Int(0, 1000), "Least number of parties in a group with a floor."),
];
const DECIDING: &[Field] = &[
    must("id", Kind::Gives(Space::Body), "Its id, by which later steps name it."),
    must("kind", Kind::Choice(BODY_KIND), "What it is."),
    must("name", Kind::Text(200), "What it is called."),
];
const AUTHORITY: &[Field] = &[
    must("party", Kind::Uses(Space::Party), "The party; a later step may add it.")
        .form(Form::LaterId),
    may("role", Kind::Choice(AUTHORITY_ROLE), "Whether it decides or facilitates."),
    may("bodies", Kind::Objects(DECIDING), "Its deciding bodies."),
];
const GROUP: &[Field] =
    &[name(Space::Group, "What it is called; its id is made from it.").id_to("group"), PARTIES_OF];
const PLANNED: &[Field] = &[
    may("title", TITLE, "Title."),
    must("activities", Kind::Choices(ACTIVITY), "What may be done in it."),
];

/// A whole charter.
pub(super) const CHARTER: &[Field] = &[
    must("scale", Kind::Object(SCALE), "The scale of stances."),
    may("stance_visibility", Kind::Choice(VISIBILITY), "What becomes of stances after a close."),
    may("thresholds", Kind::Object(THRESHOLDS), "Thresholds of the round advice."),
    may("subgroup_min", Kind::Int(0, 1000), "Least parties in a distribution that is shown."),
    may("terms", Kind::Object(TERMS), "How long things may take."),
    may("decision", Kind::Object(DECISION), "How an outcome is decided."),
    may("authority", Kind::Object(AUTHORITY), "Who can formally adopt, and its bodies."),
    may("admission", Kind::Choice(ADMISSION), "Who can enter after round 1 opened."),
    may("working_groups", Kind::Objects(GROUP), "Groups that may meet apart."),
    may("planned_rounds", Kind::Objects(PLANNED), "The rounds as they are planned."),
];

/// A party that is added.
pub(super) const PARTY: &[Field] = &[
    name(Space::Party, "What it is called; its id is made from it.")
        .to("display_name")
        .id_to("party_id"),
    must("kind", Kind::Choice(PARTY_KIND), "Its kind; no kind has more weight than another."),
    may("affiliations", Kind::UsesMany(Space::Party), "Parties it declares a tie with.")
        .form(Form::Id),
];

const fn days(name: &'static str, about: &'static str) -> Field {
    may(name, Kind::Duration(Unit::Days), about)
}
