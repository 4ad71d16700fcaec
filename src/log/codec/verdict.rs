//! Clause statuses and terms: one message of the contract where the domain has a variant each.

use beraad_client::v1::{self, ClauseStatusKind as Kind, TermKind};

use crate::domain::act::{ClauseStatus, Term};
use crate::log::codec::DecodeError;
use crate::log::codec::wire::{Decoded, Wire, invalid, required};

impl Wire<v1::ClauseStatus> for ClauseStatus {
    fn to_wire(&self) -> v1::ClauseStatus {
        let mut wire = v1::ClauseStatus::default();
        let kind = match self {
            ClauseStatus::Honoured => Kind::Honoured,
            ClauseStatus::AmendedWithConsent { round } => {
                wire.round = *round;
                Kind::AmendedWithConsent
            }
            ClauseStatus::Precondition(precondition) => {
                wire.precondition = *precondition;
                Kind::Precondition
            }
            ClauseStatus::ExternalBinding { source, contestable } => {
                wire.source = source.to_wire();
                wire.contestable = *contestable;
                Kind::ExternalBinding
            }
            ClauseStatus::FormalProcedure => Kind::FormalProcedure,
            ClauseStatus::ChangeOfMind => Kind::ChangeOfMind,
            ClauseStatus::Reversed => Kind::Reversed,
            ClauseStatus::Pending => Kind::Pending,
        };
        v1::ClauseStatus { kind: kind.into(), ..wire }
    }

    /// What another kind would have is refused: dropping it would read an event as less than was
    /// written.
    fn from_wire(wire: v1::ClauseStatus, field: &'static str) -> Decoded<ClauseStatus> {
        let status = match wire.kind() {
            Kind::Unspecified => {
                return Err(invalid(field, format!("{} is no word of the contract", wire.kind)));
            }
            Kind::Honoured => ClauseStatus::Honoured,
            Kind::AmendedWithConsent => ClauseStatus::AmendedWithConsent { round: wire.round },
            Kind::Precondition => ClauseStatus::Precondition(wire.precondition),
            Kind::ExternalBinding => ClauseStatus::ExternalBinding {
                source: Wire::from_wire(wire.source.clone(), "status.source")?,
                contestable: wire.contestable,
            },
            Kind::FormalProcedure => ClauseStatus::FormalProcedure,
            Kind::ChangeOfMind => ClauseStatus::ChangeOfMind,
            Kind::Reversed => ClauseStatus::Reversed,
            Kind::Pending => ClauseStatus::Pending,
        };
        let again: v1::ClauseStatus = status.to_wire();
        if again == wire {
            Ok(status)
        } else {
            Err(invalid(field, "it holds what a status of its kind does not have"))
        }
    }
}

required!(ClauseStatus => v1::ClauseStatus);

/// A term as what it is for and whose it is.
impl Wire<(i32, String)> for Term {
    fn to_wire(&self) -> (i32, String) {
        let (kind, subject) = match self {
            Term::Answer(contribution) => (TermKind::Answer, contribution.to_wire()),
            Term::Decide(figures) => (TermKind::Decide, figures.to_string()),
            Term::Provision(provision) => (TermKind::Provision, provision.to_string()),
            Term::Commitment(commitment) => (TermKind::Commitment, commitment.to_string()),
            Term::Office(body) => (TermKind::Office, body.to_wire()),
        };
        (kind.into(), subject)
    }

    fn from_wire((kind, subject): (i32, String), field: &'static str) -> Decoded<Term> {
        let sequence = |subject: String| match subject.parse::<u64>() {
            Ok(number) if number.to_string() == subject => Ok(number),
            _ => Err(invalid("subject", "it is no sequence")),
        };
        match TermKind::try_from(kind) {
            Ok(TermKind::Answer) => Wire::from_wire(subject, "subject").map(Term::Answer),
            Ok(TermKind::Decide) => sequence(subject).map(Term::Decide),
            Ok(TermKind::Provision) => sequence(subject).map(Term::Provision),
            Ok(TermKind::Commitment) => sequence(subject).map(Term::Commitment),
            Ok(TermKind::Office) => Wire::from_wire(subject, "subject").map(Term::Office),
            Ok(TermKind::Unspecified) | Err(_) => {
                Err(invalid(field, format!("{kind} is no word of the contract")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_with_what_another_kind_has_is_refused() {
        let read =
            |wire: v1::ClauseStatus| -> Decoded<ClauseStatus> { Wire::from_wire(wire, "status") };
        let honoured: v1::ClauseStatus = ClauseStatus::Honoured.to_wire();
        assert_eq!(read(honoured.clone()), Ok(ClauseStatus::Honoured));
        assert!(read(v1::ClauseStatus { round: 2, ..honoured.clone() }).is_err());
        assert!(read(v1::ClauseStatus { contestable: true, ..honoured }).is_err());
        assert!(read(v1::ClauseStatus::default()).is_err());
        let kind = Kind::ExternalBinding.into();
        let nowhere = read(v1::ClauseStatus { kind, ..v1::ClauseStatus::default() });
        assert_eq!(nowhere, Err(DecodeError::Missing("status.source")));
    }

    #[test]
    fn a_term_is_read_as_it_is_written_and_in_no_other_way() {
        let read = |kind: TermKind, subject: &str| -> Decoded<Term> {
            Wire::from_wire((kind.into(), subject.to_owned()), "term")
        };
        assert_eq!(read(TermKind::Decide, "12"), Ok(Term::Decide(12)));
        for (kind, subject) in [
            (TermKind::Decide, "012"),
            (TermKind::Provision, "+1"),
            (TermKind::Commitment, "c"),
            (TermKind::Office, ""),
            (TermKind::Unspecified, "1"),
        ] {
            assert!(read(kind, subject).is_err(), "{kind:?} {subject}");
        }
    }
}
