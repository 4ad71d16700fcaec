//! Who may read a text, and the texts that an event refers to.

use crate::domain::act::{Basis, Disposal, Extras, MotionSubject, Target, Voice};
use crate::domain::caller::{Caller, Role};
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Credential, ItemId, MemberRef, PartyId, TextRef};
use crate::domain::state::Deliberation;
use crate::domain::visibility::{Withheld, entered, is_moderated, own_member};

/// What a text is, which decides who may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextUse {
    /// Part of the shared record: title, challenge, party name, reason. The texts of a sealed
    /// proposal become so at the close: [`sees_version`](super::sees_version) speaks first.
    Shared,
    /// Part of something that can be moderated, with the party that gave it.
    Of(Target, Option<PartyId>),
    /// What a member is called.
    MemberName(MemberRef),
    /// The value of an external identity, with its issuer.
    Identity(Box<str>),
    /// Where an assisted entry can be seen.
    Evidence,
    /// The same for what stands under a pseudonym, which a form or a recording would lift; with
    /// who entered it.
    PseudonymEvidence(Role, Credential),
}

/// Whether a text is withheld from the caller; that it may be erased is for the vault to say.
#[must_use]
pub fn text(state: &Deliberation, caller: &Caller, text: &TextUse) -> Option<Withheld> {
    let allowed = match (caller.role, text) {
        (_, TextUse::Shared) => return shared_text(caller),
        (Role::Admin, _) => false,
        (Role::Auditor, _) => true,
        (_, TextUse::Of(target, party)) => {
            let own = own_member(caller).map(|own| &own.party);
            let author = own.is_some() && own == party.as_ref();
            if !author && is_moderated(state, target) {
                return Some(Withheld::Moderated);
            }
            true
        }
        (Role::Facilitator, TextUse::MemberName(_) | TextUse::Evidence) => true,
        (_, TextUse::PseudonymEvidence(role, credential)) => entered(caller, (*role, credential)),
        (_, TextUse::MemberName(member)) => own_member(caller) == Some(member),
        (Role::App, TextUse::Identity(issuer)) => caller.issuer.as_ref() == Some(issuer),
        (_, TextUse::Identity(_) | TextUse::Evidence) => false,
    };
    (!allowed).then_some(Withheld::AuditorOnly)
}

/// Whether a text of the deliberation itself is withheld from a caller: its title, its challenge,
/// what the facilitator gives as a reason.
#[must_use]
pub fn shared_text(caller: &Caller) -> Option<Withheld> {
    (caller.role == Role::Admin).then_some(Withheld::AuditorOnly)
}

/// The texts that an event at its place in the log refers to, in the order of its payload.
#[must_use]
pub fn texts_of(sequence: u64, event: &Event) -> Vec<(&TextRef, TextUse)> {
    let evidence = event.entry.evidence.iter().map(|text| (text, evidence_of(event)));
    evidence.chain(texts_of_body(sequence, &event.body)).collect()
}

/// Behind a pseudonym the evidence is nobody's but the auditor's and whoever entered it.
fn evidence_of(event: &Event) -> TextUse {
    let voice = match &event.body {
        EventBody::StanceCast { voice, .. } => Some(voice),
        EventBody::BallotCast(cast) => Some(&cast.voice),
        EventBody::PulseGiven(given) => Some(&given.voice),
        _ => None,
    };
    match (voice, &event.body) {
        (Some(Voice::Pseudonym(_)), _) | (_, EventBody::PseudonymBound { .. }) => {
            TextUse::PseudonymEvidence(event.entry.role, event.entry.credential.clone())
        }
        _ => TextUse::Evidence,
    }
}

fn texts_of_body(sequence: u64, body: &EventBody) -> Vec<(&TextRef, TextUse)> {
    match body {
        EventBody::StatementAdded { statement, text, author, extras, .. } => {
            let id = ItemId::Statement(statement.clone());
            of_item(id, author.as_ref(), std::iter::once(text).chain(extra_texts(extras)))
        }
        EventBody::ContributionAdded(added) => {
            let id = ItemId::Contribution(added.contribution.clone());
            let texts = std::iter::once(&added.text).chain(extra_texts(&added.extras));
            of_item(id, added.author.as_ref(), texts)
        }
        EventBody::ProposalVersionAdded { proposal, title, author, clauses, .. } => {
            let clauses = clauses.iter().map(|clause| &clause.text);
            let texts = std::iter::once(title).chain(clauses);
            of_item(ItemId::Proposal(proposal.clone()), Some(author), texts)
        }
        EventBody::Responded(response) => {
            let party = Some(response.author.party.clone());
            vec![(&response.text, TextUse::Of(Target::Response(sequence), party))]
        }
        EventBody::MemberAdded { party, member, display_name, identity, .. } => {
            let member = MemberRef { party: party.clone(), member: Some(member.clone()) };
            let name = display_name.iter().map(|text| (text, TextUse::MemberName(member.clone())));
            let identity =
                identity.iter().map(|(issuer, value)| (value, TextUse::Identity(issuer.clone())));
            name.chain(identity).collect()
        }
        _ => shared(body).into_iter().map(|text| (text, TextUse::Shared)).collect(),
    }
}

fn of_item<'a>(
    id: ItemId,
    author: Option<&MemberRef>,
    texts: impl Iterator<Item = &'a TextRef>,
) -> Vec<(&'a TextRef, TextUse)> {
    let party = author.map(|author| author.party.clone());
    let target = Target::Item(id);
    texts.map(|text| (text, TextUse::Of(target.clone(), party.clone()))).collect()
}

fn extra_texts(extras: &Extras) -> impl Iterator<Item = &TextRef> {
    extras.attachments.iter().map(|attachment| &attachment.address).chain(&extras.place)
}

/// The texts that everyone reads who may read the event.
fn shared(body: &EventBody) -> Vec<&TextRef> {
    use crate::domain::act::{Ballot, ClauseStatus};
    match body {
        EventBody::DeliberationCreated { title, engaged_by, .. } => {
            std::iter::once(title).chain(engaged_by).collect()
        }
        EventBody::ChallengeRevised { text, .. } => vec![text],
        EventBody::PartyAdded { display_name, .. } => vec![display_name],
        EventBody::RoundOpened { plan, .. } => {
            plan.title.iter().chain(&plan.against_advice_reason).collect()
        }
        EventBody::ConclusionCalled { against_advice_reason } => {
            against_advice_reason.iter().collect()
        }
        EventBody::DeliberationCancelled { reason } => vec![reason],
        EventBody::MotionMade(motion) => {
            let party = match &motion.subject {
                MotionSubject::Party(party) => Some(&party.display_name),
                MotionSubject::Charter(_) => None,
            };
            party.into_iter().chain([&motion.reason]).collect()
        }
        EventBody::MotionEnded(end) => vec![&end.reason],
        EventBody::WorkingGroupFormed(group) => vec![&group.title],
        EventBody::PromiseMade(promise) => vec![&promise.text],
        EventBody::PromiseWithdrawn(withdrawal) => vec![&withdrawal.reason],
        EventBody::PreconditionDeclared(limit) => vec![&limit.text, &limit.consequence],
        EventBody::ProvisionDeclared(provision) => vec![&provision.text],
        EventBody::ProvisionSettled(settled) => settled.evidence.iter().collect(),
        EventBody::ConsequencesAcknowledged(word) => vec![&word.text],
        EventBody::ConsequencesChecked(check) => vec![&check.text],
        EventBody::ResponseClassified(word) => vec![&word.reason],
        EventBody::Disposed(disposal) => disposal_texts(disposal),
        EventBody::BallotCast(cast) => match &cast.ballot {
            Ballot::Consent { reason, .. } => reason.iter().collect(),
            _ => Vec::new(),
        },
        EventBody::ObjectionRaised(objection) => vec![&objection.reason],
        EventBody::ObjectionSettled(settled) => settled.reason.iter().collect(),
        EventBody::DecisionRecorded(decision) => {
            let texts = decision.clauses.iter().flat_map(|clause| {
                let source = match &clause.status {
                    ClauseStatus::ExternalBinding { source, .. } => Some(source),
                    _ => None,
                };
                source.into_iter().chain(&clause.reason)
            });
            texts.collect()
        }
        EventBody::DecisionReversed(reversal) => vec![&reversal.reason],
        EventBody::PartyUnreachable(lost) => vec![&lost.reason],
        EventBody::CommitmentMade(made) => vec![&made.text],
        EventBody::CommitmentSettled(settled) => settled.evidence.iter().collect(),
        EventBody::Moderated(moderation) => vec![&moderation.reason],
        EventBody::ModerationAppealed(appeal) => vec![&appeal.reason],
        EventBody::AppealRuled(ruling) => vec![&ruling.reason],
        EventBody::EntryContested(word) => vec![&word.reason],
        EventBody::FlagReplied(reply) => vec![&reply.text],
        _ => Vec::new(),
    }
}

fn disposal_texts(disposal: &Disposal) -> Vec<&TextRef> {
    let criterion = match &disposal.basis {
        Some(Basis::Criterion(text)) => Some(text),
        _ => None,
    };
    disposal.reason.iter().chain(criterion).collect()
}
