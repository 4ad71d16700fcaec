//! The map in messages, as far as a caller may see it.

use beraad_client::v1::{self as wire, *};

use crate::analysis::opinion::{
    self, Counts, Mode, OneGroup, OpinionMap, Point, Representative, Shared, Side,
};
use crate::analysis::sentences::{Language, say};
use crate::analysis::sheet::opinion::{METHODS, OpinionSheet};
use crate::domain::act::Voice;
use crate::domain::charter::StanceVisibility;
use crate::domain::state::Deliberation;
use crate::domain::visibility::own_member;
use crate::service::analysis::opinion::name;
use crate::service::call::Call;
use crate::service::names;

/// Tells of a map.
pub(super) struct Teller<'a> {
    state: &'a Deliberation,
    sheet: &'a OpinionSheet,
    map: &'a OpinionMap,
    /// The least number of people behind what is shown; 0 where stances are attributed (rule 4).
    least: u64,
    /// Where the caller stands on the map.
    own: Option<usize>,
}

impl<'a> Teller<'a> {
    pub(super) fn of(call: &Call, state: &'a Deliberation, sheet: &'a OpinionSheet) -> Teller<'a> {
        let least = match state.charter.as_ref().map(|one| (one.visibility, one.subgroup_min)) {
            None | Some((StanceVisibility::Attributed, _)) => 0,
            Some((_, least)) => u64::from(least),
        };
        let caller = call.within(&state.id);
        let seat = own_member(&caller).and_then(|own| state.seats.of(own));
        let own = seat.and_then(|seat| sheet.input.seats.iter().position(|one| *one == seat));
        Teller { state, sheet, map: &sheet.map, least, own }
    }

    pub(super) fn map(&self) -> wire::OpinionMap {
        let map = self.map;
        let (mode, (method, version)) = match map.mode {
            Mode::Stable => (MapMode::Stable, METHODS[0]),
            Mode::Compat => (MapMode::Compat, METHODS[1]),
        };
        let share = |axis: usize| match map.whole_variance > 0.0 {
            true => map.variance[axis] / map.whole_variance,
            false => 0.0,
        };
        let grouped = map.groups.iter().map(|group| group.people).sum();
        wire::OpinionMap {
            round: self.sheet.input.round,
            mode: mode.into(),
            method: method.to_owned(),
            method_version: version,
            participant_count: map.participants,
            grouped_count: grouped,
            statement_count: map.statements,
            vote_count: map.votes,
            x_share: share(0),
            y_share: share(1),
            groups: (0..map.groups.len()).map(|group| self.group(group)).collect(),
            tried: (map.silhouettes.iter())
                .map(|(groups, silhouette)| GroupCount {
                    groups: *groups as u32,
                    silhouette: *silhouette,
                })
                .collect(),
            one_group: one_group(map.one).into(),
            clusters: self.clusters(),
            agreed: self.shared(&map.agreed),
            rejected: self.shared(&map.rejected),
            own: self.own.map(|row| self.own_place(row)),
            computed_through_sequence: self.sheet.input.through,
            sequence: self.state.sequence,
            input_digest: self.sheet.input.digest.to_vec(),
            explanation_nl: self.explanation(Language::Dutch),
            explanation_en: self.explanation(Language::English),
        }
    }

    fn explanation(&self, language: Language) -> String {
        let key = match self.map.one {
            None => "map.groups",
            Some(OneGroup::NoVotes) => "map.no_votes",
            Some(OneGroup::TooFewPeople) => "map.too_few_people",
            Some(OneGroup::NoVariation) => "map.no_variation",
            Some(OneGroup::NoStructure) => "map.no_structure",
        };
        say(key, language, |slot| match slot {
            "people" => self.map.participants.to_string(),
            "statements" => self.map.statements.to_string(),
            _ => self.map.groups.len().to_string(),
        })
    }

    /// Whether it may be shown how groups answered a statement.
    fn shows(&self, column: usize) -> bool {
        self.least == 0 || self.sheet.fewest[column] >= self.least
    }

    fn group(&self, at: usize) -> MapGroup {
        let group = &self.map.groups[at];
        let shown = group.representative.iter().filter(|one| self.shows(one.column));
        MapGroup {
            group: at as u32,
            center: point(group.center),
            people: group.people,
            weight: group.weight,
            representative: shown.map(|one| self.representative(one)).collect(),
        }
    }

    fn representative(&self, one: &Representative) -> RepresentativeStatement {
        RepresentativeStatement {
            statement: self.name(one.column),
            side: side(one.side).into(),
            successes: one.successes,
            trials: one.trials,
            figures: Some(figures(&one.figures)),
            best_agree: one.best_agree.is_some(),
        }
    }

    fn clusters(&self) -> Vec<MapCluster> {
        let shown = self.map.base.iter().filter(|base| base.people >= self.least);
        let told = shown.map(|base| MapCluster {
            center: point(base.center),
            people: base.people,
            weight: base.weight,
            group: base.group as u32,
        });
        told.collect()
    }

    fn shared(&self, shared: &[Shared]) -> Vec<SharedStatement> {
        let shown = shared.iter().filter(|one| self.shows(one.column));
        let told = shown.map(|one| SharedStatement {
            statement: self.name(one.column),
            successes: one.successes,
            trials: one.trials,
            probability: one.probability,
            probability_test: one.probability_test,
        });
        told.collect()
    }

    fn own_place(&self, row: usize) -> OwnPlace {
        OwnPlace {
            place: point(self.map.places[row]),
            group: self.map.labels[row].map(|group| group as u32),
            answered: self.sheet.input.conversation.votes().count(row) as u32,
        }
    }

    pub(super) fn statement(&self, column: usize) -> MapStatement {
        let map = self.map;
        let shown = self.shows(column);
        let groups = if shown { map.groups.len() } else { 0 };
        let whole = map.counts(column);
        // With a few people mean and place would tell how they answered.
        let if_shown = |number: f64| if shown { number } else { 0.0 };
        MapStatement {
            statement: self.name(column),
            out: self.sheet.input.conversation.is_out(column),
            counts: shown.then(|| counts(whole)),
            mean: if_shown(map.mean(column)),
            place: shown.then(|| point(map.statement_places[column])).flatten(),
            extremity: if_shown(map.extremity(column)),
            all_agree: if_shown(map.group_aware_consensus(column, Side::Agree)),
            all_disagree: if_shown(map.group_aware_consensus(column, Side::Disagree)),
            importance: if_shown(map.importance(column)),
            priority: self.priority(column),
            groups: (0..groups).map(|group| self.group_statement(group, column)).collect(),
        }
    }

    /// The priority of a statement, 0 where it would tell how a few people answered.
    pub(super) fn priority(&self, column: usize) -> f64 {
        if self.shows(column) { self.map.priority(column) } else { 0.0 }
    }

    fn group_statement(&self, group: usize, column: usize) -> GroupStatement {
        let told = self.map.group_statement(group, column);
        GroupStatement {
            group: group as u32,
            counts: Some(counts(told.counts)),
            agree: Some(figures(&told.agree)),
            disagree: Some(figures(&told.disagree)),
        }
    }

    pub(super) fn participant(&self, voice: String, row: usize) -> MapParticipant {
        let map = self.map;
        let conversation = &self.sheet.input.conversation;
        let person = map.person(row);
        let figure = |of: fn(&opinion::Person) -> f64| person.as_ref().map_or(0.0, of);
        MapParticipant {
            voice,
            place: point(map.places[row]),
            group: map.labels[row].map(|group| group as u32),
            answered: conversation.votes().count(row) as u32,
            weight: conversation.voices().weight(conversation.voices().units(row)),
            centricness: figure(|person| person.centricness),
            coreness: figure(|person| person.coreness),
            extremeness: figure(|person| person.extremeness),
        }
    }

    fn name(&self, column: usize) -> String {
        name(&self.state.id, &self.sheet.input.statements[column])
    }
}

/// Who is beside a place: a member by resource name, or a pseudonym.
pub(super) fn voice(state: &Deliberation, voice: &Voice) -> String {
    match voice {
        Voice::Named(member) | Voice::PublicBody(member) => names::within(&state.id, member),
        Voice::Pseudonym(pseudonym) => pseudonym.to_string(),
    }
}

fn point([x, y]: Point) -> Option<MapPoint> {
    Some(MapPoint { x, y })
}

fn side(side: Side) -> wire::Side {
    match side {
        Side::Agree => wire::Side::Agree,
        Side::Disagree => wire::Side::Disagree,
    }
}

fn counts(Counts { agree, disagree, answered }: Counts) -> VoteCounts {
    VoteCounts { agree, disagree, answered }
}

fn figures(of: &opinion::SideFigures) -> SideFigures {
    SideFigures {
        probability: of.probability,
        probability_test: of.probability_test,
        representativeness: of.representativeness,
        representativeness_test: of.representativeness_test,
    }
}

fn one_group(one: Option<OneGroup>) -> OneGroupReason {
    match one {
        None => OneGroupReason::Unspecified,
        Some(OneGroup::NoVotes) => OneGroupReason::NoVotes,
        Some(OneGroup::TooFewPeople) => OneGroupReason::TooFewPeople,
        Some(OneGroup::NoVariation) => OneGroupReason::NoVariation,
        Some(OneGroup::NoStructure) => OneGroupReason::NoStructure,
    }
}
