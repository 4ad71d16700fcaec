//! Whose an act is and what it says, where the contract has another shape than the domain.

use beraad_client::v1::{self, ballot_form::Form};

use crate::domain::act::{
    Ballot, BallotCast, Objection, ObjectionEnd, ObjectionSettlement, ObjectionUpholding, Pulse,
    PulseGiven, Voice,
};
use crate::domain::event::Answer;
use crate::domain::ids::{ItemVersion, MemberRef, PseudonymId};
use crate::log::codec::DecodeError;
use crate::log::codec::wire::{Decoded, Wire, invalid, message, required};

message!(BallotCast => BallotCast { voice, round; ballot: (ballot, reason) });
message!(PulseGiven => PulseGiven { voice, pulse, round });
message!(Pulse => PulseAnswers {
    seen, heard, valued, ownership, would_join_again, new_to_us, better_than_own
});
message!(Objection => ObjectionRaised { on, member, reason, round });
message!(ObjectionUpholding => ObjectionUpheld { objection, member });
message!(ObjectionSettlement => ObjectionSettled {
    objection, member, reason; end: (end, integrated_version)
});

/// The two oneofs that hold an answer have the same arms.
macro_rules! answer {
    ($($message:ident),*) => {$(
        impl Wire<v1::$message::Answer> for Answer {
            fn to_wire(&self) -> v1::$message::Answer {
                match self {
                    Answer::Stance(value) => v1::$message::Answer::Value(*value),
                    Answer::Pass => v1::$message::Answer::Pass(v1::Pass {}),
                }
            }

            fn from_wire(wire: v1::$message::Answer, _: &'static str) -> Decoded<Answer> {
                Ok(match wire {
                    v1::$message::Answer::Value(value) => Answer::Stance(value),
                    v1::$message::Answer::Pass(_) => Answer::Pass,
                })
            }
        }

        required!(Answer => v1::$message::Answer);
    )*};
}

answer!(challenge_rated, stance_cast);

impl Wire<v1::Voice> for Voice {
    fn to_wire(&self) -> v1::Voice {
        let (named, pseudonym, public_body) = match self {
            Voice::Named(member) => (Some(member.to_wire()), String::new(), false),
            Voice::Pseudonym(pseudonym) => (None, pseudonym.to_wire(), false),
            Voice::PublicBody(member) => (Some(member.to_wire()), String::new(), true),
        };
        v1::Voice { named, pseudonym, public_body }
    }

    fn from_wire(wire: v1::Voice, field: &'static str) -> Decoded<Voice> {
        let member: Option<MemberRef> = Wire::from_wire(wire.named, field)?;
        let pseudonym: Option<PseudonymId> = Wire::from_wire(wire.pseudonym, field)?;
        match (member, pseudonym, wire.public_body) {
            (Some(member), None, false) => Ok(Voice::Named(member)),
            (Some(member), None, true) => Ok(Voice::PublicBody(member)),
            (None, Some(pseudonym), false) => Ok(Voice::Pseudonym(pseudonym)),
            _ => Err(invalid(field, "a voice has a member or else a pseudonym")),
        }
    }
}

required!(Voice => v1::Voice);

/// A voice as the fields of a stance: party, member, pseudonym and public body.
impl Wire<(String, String, String, bool)> for Voice {
    fn to_wire(&self) -> (String, String, String, bool) {
        let v1::Voice { named, pseudonym, public_body } = self.to_wire();
        let named = named.unwrap_or_default();
        (named.party, named.member, pseudonym, public_body)
    }

    fn from_wire(
        (party, member, pseudonym, public_body): (String, String, String, bool),
        field: &'static str,
    ) -> Decoded<Voice> {
        let nobody = party.is_empty() && member.is_empty();
        let named = (!nobody).then_some(v1::MemberRef { party, member });
        Wire::from_wire(v1::Voice { named, pseudonym, public_body }, field)
    }
}

/// A ballot and its reason. The form is shared with requests, in which a reason is a text of its
/// own; in an event it is a reference, so it stands next to the form.
impl Wire<(Option<v1::BallotForm>, Option<v1::TextRef>)> for Ballot {
    fn to_wire(&self) -> (Option<v1::BallotForm>, Option<v1::TextRef>) {
        let (form, reason) = match self {
            Ballot::Consent { option, stance, reason } => {
                let (option, stance) = (option.to_wire(), stance.to_wire());
                (Form::Consent(v1::ConsentBallot { option, stance }), reason.to_wire())
            }
            Ballot::Vote { option, vote } => {
                let (option, vote) = (option.to_wire(), vote.to_wire());
                (Form::Vote(v1::VoteBallot { option, vote }), None)
            }
            Ballot::Ranking(places) => {
                (Form::Ranking(v1::RankingBallot { places: places.to_wire() }), None)
            }
            Ballot::Grades(grades) => {
                (Form::Grades(v1::GradesBallot { grades: grades.to_wire() }), None)
            }
            Ballot::Approvals(options) => {
                (Form::Approvals(v1::ApprovalsBallot { options: options.to_wire() }), None)
            }
        };
        (Some(v1::BallotForm { form: Some(form) }), reason)
    }

    fn from_wire(
        (wire, reason): (Option<v1::BallotForm>, Option<v1::TextRef>),
        field: &'static str,
    ) -> Decoded<Ballot> {
        let form = wire.and_then(|wire| wire.form).ok_or(DecodeError::Missing(field))?;
        if reason.is_some() && !matches!(form, Form::Consent(_)) {
            return Err(invalid("reason", "only a ballot for the rule consent has one"));
        }
        Ok(match form {
            Form::Consent(ballot) => Ballot::Consent {
                option: Wire::from_wire(ballot.option, "ballot.option")?,
                stance: Wire::from_wire(ballot.stance, "ballot.stance")?,
                reason: Wire::from_wire(reason, "reason")?,
            },
            Form::Vote(ballot) => Ballot::Vote {
                option: Wire::from_wire(ballot.option, "ballot.option")?,
                vote: Wire::from_wire(ballot.vote, "ballot.vote")?,
            },
            Form::Ranking(ballot) => {
                Ballot::Ranking(Wire::from_wire(ballot.places, "ballot.places")?)
            }
            Form::Grades(ballot) => {
                Ballot::Grades(Wire::from_wire(ballot.grades, "ballot.grades")?)
            }
            Form::Approvals(ballot) => {
                Ballot::Approvals(Wire::from_wire(ballot.options, "ballot.options")?)
            }
        })
    }
}

impl Wire<v1::RankingPlace> for Vec<ItemVersion> {
    fn to_wire(&self) -> v1::RankingPlace {
        v1::RankingPlace { options: self.to_wire() }
    }

    fn from_wire(wire: v1::RankingPlace, field: &'static str) -> Decoded<Vec<ItemVersion>> {
        Wire::from_wire(wire.options, field)
    }
}

impl Wire<v1::OptionGrade> for (ItemVersion, u32) {
    fn to_wire(&self) -> v1::OptionGrade {
        v1::OptionGrade { option: self.0.to_wire(), grade: self.1 }
    }

    fn from_wire(wire: v1::OptionGrade, field: &'static str) -> Decoded<(ItemVersion, u32)> {
        Ok((Wire::from_wire(wire.option, field)?, wire.grade))
    }
}

/// How an objection ends, and the version that takes it in.
impl Wire<(i32, u32)> for ObjectionEnd {
    fn to_wire(&self) -> (i32, u32) {
        use v1::ObjectionEndKind as Kind;
        match self {
            ObjectionEnd::Integrated { version } => (Kind::Integrated.into(), *version),
            ObjectionEnd::Withdrawn => (Kind::Withdrawn.into(), 0),
            ObjectionEnd::NotArgued => (Kind::NotArgued.into(), 0),
        }
    }

    fn from_wire((kind, version): (i32, u32), field: &'static str) -> Decoded<ObjectionEnd> {
        use v1::ObjectionEndKind as Kind;
        match (Kind::try_from(kind), version) {
            (Ok(Kind::Integrated), 1..) => Ok(ObjectionEnd::Integrated { version }),
            (Ok(Kind::Withdrawn), 0) => Ok(ObjectionEnd::Withdrawn),
            (Ok(Kind::NotArgued), 0) => Ok(ObjectionEnd::NotArgued),
            _ => Err(invalid(field, "a version takes it in, or it ends otherwise without one")),
        }
    }
}
