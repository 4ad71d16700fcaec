//! Consent: a proposal is adopted when nobody has an argued and paramount objection (Endenburg,
//! Sociocracy, 1998; Rau & Koch-Gonzalez, Many Voices One Song, 2018).
//!
//! An objection is no preference: it says why the proposal would keep the party from its share in
//! the common task. A concern never blocks, and silence is no consent; it only weighs on the
//! quorum. One party can block, which suits what needs everybody's help afterwards.

use crate::analysis::choice::ballot::{ConsentBallot, ConsentParty, Grouped, answered};
use crate::analysis::choice::floors::{Floors, floor_steps, under, without};
use crate::analysis::choice::step::Step;
use crate::analysis::choice::voices::sums;
use crate::analysis::choice::{Outcome, Verdict};
use crate::analysis::fraction::Fraction;

/// The outcome by consent: enough parties answered (at least `quorum` times all), no party upholds
/// an open objection, and somebody consents. The floors decide nothing here; consent counts as
/// agreement and an upheld objection as disagreement to tell which groups are under theirs.
#[must_use]
pub fn consent(parties: &Grouped<ConsentParty>, quorum: Fraction, floors: Floors) -> Outcome {
    let count = parties.len();
    let responded = parties.count(|party| answered(&party.members));
    let objecting = parties.parties().enumerate().filter(|(_, (party, _))| party.objects);
    let open_objections: Vec<usize> = objecting.map(|(index, _)| index).collect();
    let members = parties.parties().map(|(party, count)| (party.members.as_slice(), count));
    let [consents] = sums(members, [ConsentBallot::Consent]);
    let steps = vec![
        Step::quorum(responded, count, quorum),
        Step::objections(parties.count(|party| party.objects), count),
        Step::consents(consents, count),
    ];
    let groups = floor_steps(&parties.map(ConsentParty::votes), floors);
    Outcome {
        verdict: Verdict::of(&steps),
        steps,
        open_objections,
        groups_under_floor: under(&groups),
        groups_without_floor: without(&groups),
    }
}
