//! One deliberation through all its phases, with something hidden in each round.

use std::sync::Arc;

use beraad_client::Caller;
use beraad_client::v1::*;

use super::things::{Kind, Mark, OF_ANNA, OF_BRAM, OF_BUURT, OF_GEMEENTE, OF_WINKEL, Stop, Thing};
use crate::book;
use crate::forum::{Forum, by_facilitator, moment};
use crate::town::{BUURT_APP, Town};
use crate::visibility::{self, LO, SEALED};

/// The stance that the facilitator entered for the shop, from paper. It lies at the end of the
/// scale, so that no median is this stance of one member.
const OF_WINKEL_STEP: i32 = LO + 97;
const OF_GEMEENTE_STEP: i32 = LO + 71;
/// Where the entry for the shop can be seen.
const EVIDENCE: &str = "BEWIJS-OP-PAPIER";
/// Why Anna objects.
const OBJECTION: &str = "GEHEIM-BEZWAAR";
/// Another proposal of the same party, of which nothing else is marked.
const SECOND: &str = "tweede";
const BODY: &str = "raad";

/// The deliberation, where it stands, and what has been hidden in it.
pub struct Story<'a> {
    town: &'a Town,
    pub forum: Arc<Forum>,
    pub things: Vec<Thing>,
    pub stop: Stop,
    notice: String,
}

impl<'a> Story<'a> {
    /// In Draft.
    pub async fn begin(town: &'a Town, visibility: StanceVisibility) -> Story<'a> {
        let forum = Arc::new(Forum::draft(town, "plein").await);
        let stop = Stop { name: "draft", phase: Phase::Draft, visibility, closed: 0 };
        Story { town, forum, things: Vec::new(), stop, notice: String::new() }
    }

    /// Goes to the next stop; says whether there is one.
    pub async fn next(&mut self) -> bool {
        let (name, phase, closed) = match self.stop.name {
            "draft" => self.get_ready().await,
            "ready" => self.open_first().await,
            "round 1" => self.close_first().await,
            "after round 1" => self.open_ballot().await,
            "round 2" => self.close_ballot().await,
            "after round 2" => self.conclude().await,
            "concluded" => self.decide().await,
            "decided" => self.follow_up().await,
            "follow-up" => self.reverse().await,
            "recovery" => self.end().await,
            _ => return false,
        };
        self.stop = Stop { name, phase, closed, visibility: self.stop.visibility };
        true
    }

    /// Ends it while a round is open.
    pub async fn cancel(&mut self) {
        let (deliberation, reason) = (self.forum.name.clone(), "Het gaat niet door.".to_owned());
        let request = CancelDeliberationRequest { deliberation, reason, ..Default::default() };
        let facilitator = self.town.facilitator();
        facilitator.deliberations().cancel_deliberation(request).await.expect("cancelled");
        (self.stop.name, self.stop.phase) = ("cancelled", Phase::Cancelled);
    }

    async fn get_ready(&mut self) -> At {
        let body = Body { id: BODY.to_owned(), kind: BodyKind::Council.into(), name: "R".into() };
        let authority = Authority {
            party: "gemeente".to_owned(),
            role: AuthorityRole::Deciding.into(),
            bodies: vec![body],
        };
        let mut charter = visibility::sealed_charter(self.stop.visibility);
        charter.authority = Some(authority);
        visibility::make_ready(self.town, &self.forum, charter).await;
        ("ready", Phase::Ready, 0)
    }

    async fn open_first(&mut self) -> At {
        let (town, forum) = (self.town, self.forum.clone());
        let all = [Activity::Contribute, Activity::Propose, Activity::Rate, Activity::Reflect];
        forum.open(town, &all, by_facilitator()).await;
        let [of_anna, of_bram] = visibility::seal(town, &forum).await;
        self.hide("the stance of Anna", Kind::Act, Mark::Step(visibility::OF_ANNA), OF_ANNA);
        self.hide("the stance of Bram", Kind::Act, Mark::Step(visibility::OF_BRAM), OF_BRAM);
        self.hide("the event of Anna's stance", Kind::Act, Mark::Act(of_anna), OF_ANNA);
        self.hide("the event of Bram's stance", Kind::Act, Mark::Act(of_bram), OF_BRAM);
        self.hide("the sealed proposal", Kind::Proposal, Mark::Sealed, OF_BUURT);
        self.on_paper().await;
        let of_gemeente = forum.cast(town, &forum.gemeente, OF_GEMEENTE_STEP).await;
        let act = Mark::Act(of_gemeente);
        self.hide("the stance of the body", Kind::PublicAct, act, OF_GEMEENTE);
        self.propose_second().await;
        self.feel().await;
        self.bindings().await;
        ("round 1", Phase::RoundOpen, 0)
    }

    /// The facilitator enters a stance of the shop.
    async fn on_paper(&mut self) {
        let stance = NewStance {
            channel: Channel::Paper.into(),
            evidence: EVIDENCE.to_owned(),
            ..self.forum.stance(&self.forum.winkel, OF_WINKEL_STEP)
        };
        let request = CastStanceRequest { stance: Some(stance), ..Default::default() };
        let answer = self.town.facilitator().participation().cast_stance(request).await;
        let number = answer.expect("an entry").written.expect("written").sequence;
        let evidence = Mark::Bytes(EVIDENCE.into());
        self.hide("the stance on paper", Kind::Act, Mark::Step(OF_WINKEL_STEP), OF_WINKEL);
        self.hide("the event of that stance", Kind::Act, Mark::Act(number), OF_WINKEL);
        self.hide("whose paper it is", Kind::Entry, Mark::Entry(number), OF_WINKEL);
        self.hide("the paper", Kind::Evidence, evidence, &["facilitator"]);
    }

    async fn propose_second(&self) {
        let clause = NewClause { id: "1".into(), text: "Een bank.".into(), ..Default::default() };
        let request = AddProposalVersionRequest {
            deliberation: self.forum.name.clone(),
            proposal_id: SECOND.to_owned(),
            title: "Banken".to_owned(),
            clauses: vec![clause],
            member: self.forum.anna.clone(),
            ..Default::default()
        };
        let anna = self.town.member(&self.forum.anna);
        anna.participation().add_proposal_version(request).await.expect("a second proposal");
    }

    async fn feel(&mut self) {
        let answers = PulseAnswers {
            seen: 1,
            heard: 3,
            valued: 2,
            would_join_again: 4,
            ..Default::default()
        };
        let mark = Mark::Bytes(prost::Message::encode_to_vec(&answers));
        let member = self.forum.anna.clone();
        let request = GivePulseRequest { member, answers: Some(answers), ..Default::default() };
        let anna = self.town.member(&self.forum.anna);
        let answer = anna.participation().give_pulse(request).await.expect("a pulse");
        let act = Mark::Act(answer.written.expect("written").sequence);
        self.hide("the pulse of Anna", Kind::Act, mark, OF_ANNA);
        self.hide("the event of Anna's pulse", Kind::Act, act, OF_ANNA);
    }

    /// Where stances are not attributed, the first act of a member gives it a pseudonym.
    async fn bindings(&mut self) {
        let records = book::export(&self.town.observer(), &self.forum.name).await;
        let envelopes = book::envelopes(&records);
        let bound = envelopes.iter().filter(|envelope| envelope.kind == "pseudonym_bound");
        let bound: Vec<u64> = bound.map(|envelope| envelope.sequence).collect();
        let attributed = self.stop.visibility == StanceVisibility::Attributed;
        assert_eq!(bound.len(), if attributed { 0 } else { 3 });
        let owners: [(_, &'static [&'static str]); 3] = [
            ("the pseudonym of Anna", OF_ANNA),
            ("the pseudonym of Bram", &OF_BRAM[..1]),
            ("the pseudonym of the shop", &OF_WINKEL[..2]),
        ];
        for (sequence, (label, own)) in bound.into_iter().zip(owners) {
            self.hide(label, Kind::Binding, Mark::Act(sequence), own);
        }
    }

    async fn close_first(&mut self) -> At {
        self.forum.close(self.town, 1).await;
        ("after round 1", Phase::Between, 1)
    }

    async fn open_ballot(&mut self) -> At {
        let rule = DecisionRuleKind::Consent.into();
        let options = vec![self.option(SEALED[0]), self.option(SECOND)];
        let request = OpenRoundRequest {
            deliberation: self.forum.name.clone(),
            activities: [Activity::Ballot, Activity::Reflect].map(Into::into).to_vec(),
            closing: by_facilitator(),
            ballot: Some(BallotPlan { rule, options, ..BallotPlan::default() }),
            ..Default::default()
        };
        let facilitator = self.town.facilitator();
        facilitator.deliberations().open_round(request).await.expect("a ballot round");
        self.stop.closed = 1;
        let forum = self.forum.clone();
        let own = |member: &str| Caller::member("member-device", member);
        let (yes, no) = (ConsentStance::Consent, ConsentStance::Objection);
        let objected = self.vote(own(&forum.anna), &forum.anna, SECOND, (no, OBJECTION)).await;
        let reason = Mark::Bytes(OBJECTION.into());
        self.hide("the reason of an objection", Kind::Act, reason, OF_ANNA);
        self.hide("the objection", Kind::Act, Mark::Act(objected), OF_ANNA);
        let app = Caller::app("buurt-app", BUURT_APP);
        let of_bram = self.vote(app, &forum.bram, SEALED[0], (yes, "")).await;
        self.hide("the ballot of Bram", Kind::Act, Mark::Act(of_bram), OF_BRAM);
        let of_shop = self.vote(own(&forum.winkel), &forum.winkel, SEALED[0], (yes, "")).await;
        self.hide("the ballot of the shop", Kind::Act, Mark::Act(of_shop), &OF_WINKEL[..2]);
        let body = self.vote(own(&forum.gemeente), &forum.gemeente, SEALED[0], (yes, "")).await;
        self.hide("the ballot of the body", Kind::PublicAct, Mark::Act(body), OF_GEMEENTE);
        ("round 2", Phase::RoundOpen, 1)
    }

    fn option(&self, proposal: &str) -> ItemVersionRef {
        ItemVersionRef { item: format!("{}/proposals/{proposal}", self.forum.name), version: 1 }
    }

    async fn vote(
        &self,
        caller: Caller,
        member: &str,
        proposal: &str,
        (stance, reason): (ConsentStance, &str),
    ) -> u64 {
        let option = Some(self.option(proposal));
        let consent = ConsentBallot { option, stance: stance.into() };
        let request = CastBallotRequest {
            member: member.to_owned(),
            ballot: Some(BallotForm { form: Some(ballot_form::Form::Consent(consent)) }),
            reason: reason.to_owned(),
            ..Default::default()
        };
        let answer = self.town.acting(caller).participation().cast_ballot(request).await;
        answer.expect("a ballot").written.expect("written").sequence
    }

    async fn close_ballot(&mut self) -> At {
        self.forum.close(self.town, 2).await;
        ("after round 2", Phase::Between, 2)
    }

    async fn conclude(&mut self) -> At {
        let (deliberation, calls) = (self.forum.name.clone(), self.town.facilitator());
        let request = ConcludeRequest { deliberation, ..Default::default() };
        calls.deliberations().conclude(request).await.expect("a conclusion");
        ("concluded", Phase::Concluded, 2)
    }

    async fn decide(&mut self) -> At {
        let clause = NewClauseDecision {
            clause: Some(self.clause()),
            status: ClauseStatusKind::Honoured.into(),
            ..Default::default()
        };
        let request = RecordDecisionRequest {
            deliberation: self.forum.name.clone(),
            body: BODY.to_owned(),
            decided: Some(moment(0)),
            clauses: vec![clause],
            ..Default::default()
        };
        let clerk = self.town.acting(Caller::new(Role::Clerk, "griffier"));
        clerk.decisions().record_decision(request).await.expect("a decision");
        ("decided", Phase::Decided, 2)
    }

    fn clause(&self) -> ClauseRef {
        ClauseRef { proposal: self.option(SEALED[0]).item, clause: SEALED[3].to_owned() }
    }

    async fn follow_up(&mut self) -> At {
        let (deliberation, calls) = (self.forum.name.clone(), self.town.facilitator());
        let request = StartFollowUpRequest { deliberation, ..Default::default() };
        calls.deliberations().start_follow_up(request).await.expect("follow-up");
        ("follow-up", Phase::FollowUp, 2)
    }

    async fn reverse(&mut self) -> At {
        let request = ReverseDecisionRequest {
            deliberation: self.forum.name.clone(),
            body: BODY.to_owned(),
            decided: Some(moment(0)),
            clauses: vec![self.clause()],
            reason: "Het geld is op.".to_owned(),
            ..Default::default()
        };
        let clerk = self.town.acting(Caller::new(Role::Clerk, "griffier"));
        self.notice = clerk.decisions().reverse_decision(request).await.expect("a reversal").name;
        ("recovery", Phase::Recovery, 2)
    }

    async fn end(&mut self) -> At {
        let forum = &self.forum;
        for speaker in [&forum.anna, &forum.winkel, &forum.gemeente] {
            let (name, member) = (self.notice.clone(), speaker.clone());
            let request = AcknowledgeNoticeRequest { name, member, ..Default::default() };
            let calls = self.town.acting(Caller::spokesperson("member-device", speaker.clone()));
            calls.decisions().acknowledge_notice(request).await.expect("it was reached");
        }
        let (deliberation, calls) = (forum.name.clone(), self.town.facilitator());
        let request = CloseDeliberationRequest { deliberation, ..Default::default() };
        calls.deliberations().close_deliberation(request).await.expect("the end");
        ("closed", Phase::Closed, 2)
    }

    /// Notes what was hidden in the round that is open.
    fn hide(&mut self, label: &'static str, kind: Kind, mark: Mark, own: Own) {
        let round = self.stop.closed + 1;
        self.things.push(Thing { label, kind, round, mark, own });
    }
}

/// A stop: its name, its phase, and the last round that was closed.
type At = (&'static str, Phase, u32);
type Own = &'static [&'static str];
