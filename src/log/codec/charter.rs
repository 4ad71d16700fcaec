//! The charter. Its hash is computed over this form, so what a charter from before some field
//! meant without it is written without that field: what everybody agreed keeps its hash.

use beraad_client::v1;

use crate::domain::charter::{
    Admission, Authority, Body, Charter, CharterGroup, DecisionRule, Partition, PlannedRound,
    Ratio, Rule, Terms, Thresholds,
};
use crate::domain::scale::Scale;
use crate::log::codec::DecodeError;
use crate::log::codec::wire::{Decoded, Wire, invalid, message, message_or_default, required};

/// What 0 and absence mean for the least number of parties in a distribution.
const SUBGROUP_MIN_DEFAULT: u32 = 3;

message!(Thresholds => Thresholds {
    quorum, stability, support, agreement, min_rounds, max_rounds
});
message_or_default!(Terms => Terms {
    answer_days, decide_days, accept_days, understood_days, reading_hours
});
message!(Authority => Authority { party, role, bodies });
message!(Body => Body { id, kind, name });
message!(CharterGroup => PartyGroup { group, parties });
message!(PlannedRound => PlannedRound { title, activities });

impl Wire<v1::CharterSet> for Charter {
    fn to_wire(&self) -> v1::CharterSet {
        v1::CharterSet { charter: self.to_wire() }
    }

    fn from_wire(wire: v1::CharterSet, _: &'static str) -> Decoded<Charter> {
        Wire::from_wire(wire.charter, "charter")
    }
}

impl Wire<v1::Charter> for Charter {
    fn to_wire(&self) -> v1::Charter {
        v1::Charter {
            version: self.version,
            scale: Some(v1::Scale {
                lo: self.scale.lo(),
                hi: self.scale.hi(),
                labels: self.labels.to_wire(),
                lo_is_veto: self.lo_is_veto,
            }),
            stance_visibility: self.visibility.to_wire(),
            thresholds: self.thresholds.to_wire(),
            hash: self.hash.to_wire(),
            frozen: false,
            subgroup_min: match self.subgroup_min {
                SUBGROUP_MIN_DEFAULT => 0,
                other => other,
            },
            terms: self.terms.to_wire(),
            decision: self.decision.to_wire(),
            authority: self.authority.to_wire(),
            admission: match self.admission {
                Admission::Closed => v1::Admission::Unspecified.into(),
                other => other.to_wire(),
            },
            working_groups: self.working_groups.to_wire(),
            planned_rounds: self.planned_rounds.to_wire(),
        }
    }

    fn from_wire(charter: v1::Charter, _: &'static str) -> Decoded<Charter> {
        let scale = charter.scale.ok_or(DecodeError::Missing("charter.scale"))?;
        Ok(Charter {
            version: charter.version,
            hash: Wire::from_wire(charter.hash, "charter.hash")?,
            scale: Scale::new(scale.lo, scale.hi)
                .map_err(|error| invalid("charter.scale", error))?,
            labels: Wire::from_wire(scale.labels, "charter.scale.labels")?,
            lo_is_veto: scale.lo_is_veto,
            visibility: Wire::from_wire(charter.stance_visibility, "stance_visibility")?,
            thresholds: Wire::from_wire(charter.thresholds, "charter.thresholds")?,
            subgroup_min: match charter.subgroup_min {
                0 => SUBGROUP_MIN_DEFAULT,
                other => other,
            },
            terms: Wire::from_wire(charter.terms, "charter.terms")?,
            decision: Wire::from_wire(charter.decision, "charter.decision")?,
            authority: Wire::from_wire(charter.authority, "charter.authority")?,
            admission: match charter.admission {
                0 => Admission::Closed,
                other => Wire::from_wire(other, "charter.admission")?,
            },
            working_groups: Wire::from_wire(charter.working_groups, "charter.working_groups")?,
            planned_rounds: Wire::from_wire(charter.planned_rounds, "charter.planned_rounds")?,
        })
    }
}

required!(Charter => v1::Charter);

impl Wire<v1::ScaleLabel> for (i32, Box<str>) {
    fn to_wire(&self) -> v1::ScaleLabel {
        v1::ScaleLabel { value: self.0, label: self.1.to_wire() }
    }

    fn from_wire(wire: v1::ScaleLabel, _: &'static str) -> Decoded<(i32, Box<str>)> {
        Ok((wire.value, wire.label.into()))
    }
}

impl Wire<v1::Ratio> for Ratio {
    fn to_wire(&self) -> v1::Ratio {
        v1::Ratio { numerator: self.numerator, denominator: self.denominator }
    }

    fn from_wire(wire: v1::Ratio, field: &'static str) -> Decoded<Ratio> {
        if wire.denominator == 0 {
            return Err(invalid(field, "a fraction has a denominator of 1 or more"));
        }
        Ok(Ratio { numerator: wire.numerator, denominator: wire.denominator })
    }
}

required!(Ratio => v1::Ratio);

/// Absent when it is the default; otherwise whole, although what a reader finds absent in it
/// takes its default, as the contract says.
impl Wire<Option<v1::DecisionRule>> for DecisionRule {
    fn to_wire(&self) -> Option<v1::DecisionRule> {
        (*self != DecisionRule::default()).then(|| v1::DecisionRule {
            rule: self.rule.to_wire(),
            quorum: self.quorum.to_wire(),
            threshold: self.threshold.to_wire(),
            floor: self.floor.to_wire(),
            partition: self.partition.to_wire(),
            group_min: self.group_min,
        })
    }

    fn from_wire(wire: Option<v1::DecisionRule>, _: &'static str) -> Decoded<DecisionRule> {
        let (wire, usual) = (wire.unwrap_or_default(), DecisionRule::default());
        let ratio = |ratio: Option<v1::Ratio>, usual, field| {
            ratio.map_or(Ok(usual), |ratio| Wire::from_wire(ratio, field))
        };
        Ok(DecisionRule {
            rule: match wire.rule {
                0 => Rule::Consent,
                other => Wire::from_wire(other, "charter.decision.rule")?,
            },
            quorum: ratio(wire.quorum, usual.quorum, "charter.decision.quorum")?,
            threshold: ratio(wire.threshold, usual.threshold, "charter.decision.threshold")?,
            floor: ratio(wire.floor, usual.floor, "charter.decision.floor")?,
            partition: match wire.partition {
                None => usual.partition,
                Some(partition) => Wire::from_wire(partition, "charter.decision.partition")?,
            },
            group_min: match wire.group_min {
                0 => usual.group_min,
                other => other,
            },
        })
    }
}

impl Wire<v1::Partition> for Partition {
    fn to_wire(&self) -> v1::Partition {
        let (kind, groups) = match self {
            Partition::Kind => (v1::PartitionKind::Kind, Vec::new()),
            Partition::Whole => (v1::PartitionKind::Whole, Vec::new()),
            Partition::Declared(groups) => (v1::PartitionKind::Declared, groups.to_wire()),
        };
        v1::Partition { kind: kind.into(), groups }
    }

    fn from_wire(wire: v1::Partition, field: &'static str) -> Decoded<Partition> {
        use v1::PartitionKind::{Declared, Kind, Unspecified, Whole};
        match (v1::PartitionKind::try_from(wire.kind), wire.groups) {
            (Ok(Declared), groups) => Wire::from_wire(groups, field).map(Partition::Declared),
            (Ok(Unspecified | Kind), none) if none.is_empty() => Ok(Partition::Kind),
            (Ok(Whole), none) if none.is_empty() => Ok(Partition::Whole),
            _ => Err(invalid(field, "it is no partition, or one that has no groups has some")),
        }
    }
}

required!(Partition => v1::Partition);
