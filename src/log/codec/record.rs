//! Rounds, clauses, figures and outcomes as events hold them.

use beraad_client::v1::{self, closing_rule, recorded_figure};

use crate::domain::caller::Entry;
use crate::domain::event::{Clause, ProcessRecord, TallyRecord};
use crate::domain::figure::{FigureResult, ItemAdvice, RecordedFigure};
use crate::domain::ids::ItemVersion;
use crate::domain::outcome::{Outcome, OutcomeStep};
use crate::domain::round::{BallotPlan, ClosingRule, RoundPlan};
use crate::log::codec::DecodeError;
use crate::log::codec::wire::{Decoded, Wire, message, required};

message!(Entry => Entry { role, credential, channel, evidence });
message!(Clause => ClauseText { id, text, derives_from, authors, body });
message!(BallotPlan => BallotPlan {
    rule, options, seats, budget, costs, grade_max, grade_labels, missing_grades, seed
});
message!(ProcessRecord => ProcessRecorded { through, input_digest, figures });
message!(TallyRecord => FiguresRecorded {
    round, conclusion, input_digest, figures, advice, outcome
});
message!(ItemAdvice => ItemAdvice { item, advice });
message!(RecordedFigure => RecordedFigure {
    name, item, party, n, method, method_version; result: (result, exact)
});
message!(Outcome => Outcome {
    rule, result, adopted, ranking, tied, groups_under_floor, steps, headcount
});
required!(OutcomeStep => v1::OutcomeStep);

/// The sentences of a step are made when it is read, in the words of the day.
impl Wire<v1::OutcomeStep> for OutcomeStep {
    fn to_wire(&self) -> v1::OutcomeStep {
        v1::OutcomeStep {
            name: self.name.to_wire(),
            option: self.option.to_wire(),
            group: self.group.to_wire(),
            value: self.value.to_wire(),
            threshold: self.threshold.to_wire(),
            passed: self.passed,
            other: self.other.to_wire(),
            options: self.options.to_wire(),
            rank: self.rank,
            whole: self.whole.to_wire(),
            against: self.against.to_wire(),
            explanation_nl: String::new(),
            explanation_en: String::new(),
        }
    }

    fn from_wire(wire: v1::OutcomeStep, _: &'static str) -> Decoded<OutcomeStep> {
        Ok(OutcomeStep {
            name: Wire::from_wire(wire.name, "name")?,
            option: Wire::from_wire(wire.option, "option")?,
            other: Wire::from_wire(wire.other, "other")?,
            options: Wire::from_wire(wire.options, "options")?,
            rank: wire.rank,
            group: Wire::from_wire(wire.group, "group")?,
            value: Wire::from_wire(wire.value, "value")?,
            whole: Wire::from_wire(wire.whole, "whole")?,
            against: Wire::from_wire(wire.against, "against")?,
            threshold: Wire::from_wire(wire.threshold, "threshold")?,
            passed: wire.passed,
        })
    }
}

/// A cost, which is 1 or more.
impl Wire<v1::OptionCost> for (ItemVersion, u64) {
    fn to_wire(&self) -> v1::OptionCost {
        v1::OptionCost { option: self.0.to_wire(), cost: self.1 }
    }

    fn from_wire(wire: v1::OptionCost, field: &'static str) -> Decoded<(ItemVersion, u64)> {
        Ok((Wire::from_wire(wire.option, field)?, wire.cost))
    }
}

/// A seed of 32 bytes; no bytes where there is no lottery.
impl Wire<Vec<u8>> for Option<[u8; 32]> {
    fn to_wire(&self) -> Vec<u8> {
        self.map_or_else(Vec::new, Vec::from)
    }

    fn from_wire(wire: Vec<u8>, field: &'static str) -> Decoded<Option<[u8; 32]>> {
        match wire.is_empty() {
            true => Ok(None),
            false => Wire::from_wire(wire, field).map(Some),
        }
    }
}

impl Wire<v1::ClosingRule> for ClosingRule {
    fn to_wire(&self) -> v1::ClosingRule {
        use closing_rule::Rule;
        let rule = match self {
            ClosingRule::At(moment) => Rule::At(moment.to_wire()),
            ClosingRule::EveryPartyAnswered { latest } => {
                Rule::EveryPartyAnswered(v1::EveryPartyAnswered { latest: latest.to_wire() })
            }
            ClosingRule::ByFacilitator => Rule::ByFacilitator(v1::ByFacilitator {}),
        };
        v1::ClosingRule { rule: Some(rule) }
    }

    fn from_wire(wire: v1::ClosingRule, field: &'static str) -> Decoded<ClosingRule> {
        use closing_rule::Rule;
        Ok(match wire.rule.ok_or(DecodeError::Missing(field))? {
            Rule::At(moment) => ClosingRule::At(Wire::from_wire(moment, "closing.at")?),
            Rule::EveryPartyAnswered(rule) => ClosingRule::EveryPartyAnswered {
                latest: Wire::from_wire(rule.latest, "closing.latest")?,
            },
            Rule::ByFacilitator(_) => ClosingRule::ByFacilitator,
        })
    }
}

required!(ClosingRule => v1::ClosingRule);

/// A plan as the fields of the event that opens its round, in the order of their numbers.
type PlanFields = (
    Option<v1::TextRef>,
    Vec<i32>,
    Option<v1::ClosingRule>,
    bool,
    Option<v1::TextRef>,
    bool,
    Vec<String>,
    String,
    Option<v1::BallotPlan>,
);

impl Wire<PlanFields> for RoundPlan {
    fn to_wire(&self) -> PlanFields {
        (
            self.title.to_wire(),
            self.activities.to_wire(),
            self.closing.to_wire(),
            self.extension,
            self.against_advice_reason.to_wire(),
            self.open_proposals,
            self.invited.to_wire(),
            self.group.to_wire(),
            self.ballot.to_wire(),
        )
    }

    fn from_wire(wire: PlanFields, _: &'static str) -> Decoded<RoundPlan> {
        let (title, activities, closing, extension, reason, open, invited, group, ballot) = wire;
        Ok(RoundPlan {
            title: Wire::from_wire(title, "title")?,
            activities: Wire::from_wire(activities, "activities")?,
            closing: Wire::from_wire(closing, "closing")?,
            extension,
            against_advice_reason: Wire::from_wire(reason, "against_advice_reason")?,
            open_proposals: open,
            invited: Wire::from_wire(invited, "invited")?,
            group: Wire::from_wire(group, "group")?,
            ballot: Wire::from_wire(ballot, "ballot")?,
        })
    }
}

/// What a figure says, and its exact value, which only a figure with a value has.
impl Wire<(Option<recorded_figure::Result>, String)> for FigureResult {
    fn to_wire(&self) -> (Option<recorded_figure::Result>, String) {
        use recorded_figure::Result;
        match self {
            FigureResult::Value { value, exact } => (Some(Result::Value(*value)), exact.to_wire()),
            FigureResult::Undefined(why) => (Some(Result::Undefined(why.to_wire())), String::new()),
        }
    }

    fn from_wire(
        (result, exact): (Option<recorded_figure::Result>, String),
        field: &'static str,
    ) -> Decoded<FigureResult> {
        use recorded_figure::Result;
        Ok(match result.ok_or(DecodeError::Missing(field))? {
            Result::Value(value) => {
                FigureResult::Value { value, exact: Wire::from_wire(exact, "exact")? }
            }
            Result::Undefined(why) => FigureResult::Undefined(Wire::from_wire(why, "undefined")?),
        })
    }
}
