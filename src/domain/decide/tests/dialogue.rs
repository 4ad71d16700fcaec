//! Responses, "you understood me", classification after the term, and views.

use super::Case;
use super::contributions::{asked, contribution, deciding, q};
use super::given::{
    NOW, Story, app, at, by, facilitator, member, of, paper, party, plan, proposal, statement, text,
};
use crate::domain::act::{
    Classification, Contribution, ContributionKind, Extras, Response, ResponseKind, Understanding,
    View,
};
use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::decide;
use crate::domain::event::EventBody;
use crate::domain::ids::{ItemId, StatementId, Timestamp};
use crate::domain::limits::{DAY_MS, UNDERSTOOD_DAYS_DEFAULT};
use crate::domain::rejection::Rejection;
use crate::domain::round::{Activity, ClosingRule, RoundPlan};
use crate::domain::state::Deliberation;

use Activity::{Propose, Rate, Respond};
use ResponseKind::{AcknowledgesObjection, Answer, Counter, Support};

pub(super) fn cases() -> Vec<Case> {
    let groups = [responses(), sealed(), answers(), understood(), classified(), views()];
    groups.into_iter().flatten().collect()
}

pub(super) fn response(to: ItemId, author: &str, kind: ResponseKind) -> Response {
    Response { to, author: of(author), kind, text: text("response"), round: 0 }
}

fn respond(author: &str, to: ItemId, kind: ResponseKind) -> Command {
    by(member(author), CommandBody::Respond(response(to, author, kind)))
}

fn responded(
    author: &str,
    to: ItemId,
    kind: ResponseKind,
    round: u32,
) -> Result<Vec<EventBody>, Rejection> {
    Ok(vec![EventBody::Responded(Response { round, ..response(to, author, kind) })])
}

/// A round with statement `s` of party `a` in it, which is event 14.
pub(super) fn open(activities: &[Activity]) -> Story {
    Story::round(activities).then(EventBody::StatementAdded {
        statement: StatementId::parse("s").unwrap(),
        text: text("statement"),
        author: Some(of("a")),
        round: 1,
        extras: Extras::default(),
    })
}

fn s() -> ItemId {
    statement("s")
}

fn responses() -> Vec<Case> {
    let given = || open(&[Respond]);
    let done = |kind| responded("b", s(), kind, 1);
    let nothing = respond("b", statement("t"), Support);
    let apart = RoundPlan {
        invited: vec![party("a"), party("c")],
        ..plan(&[Respond], ClosingRule::ByFacilitator)
    };
    let apart = Story::ready().statement("s").opened(apart);
    let timed = Story::ready().statement("s").opened(plan(&[Respond], ClosingRule::At(NOW)));
    let form = paper(CommandBody::Respond(response(s(), "c/m2", Counter)));
    let bare = by(facilitator(), CommandBody::Respond(response(s(), "c/m2", Counter)));
    let of_app = by(app("x"), CommandBody::Respond(response(s(), "c/m1", Answer)));
    let not_now = Err(Rejection::PhaseNotAllowed {
        command: "respond",
        phase: "between",
        allowed: "round_open, and for the authority to a question that was put to it".to_owned(),
    });
    let not_open = Err(Rejection::ActivityNotOpen { round: 1, activity: Respond });
    let over = Err(Rejection::RoundClosed { round: 1, phase: "round_open" });
    let other = by(member("a"), CommandBody::Respond(response(s(), "b", Answer)));
    let answered = given().then(EventBody::ContributionAdded(q(ContributionKind::Idea, None)));
    cases! {
        "an answer": given(), respond("b", s(), Answer) => done(Answer);
        "support": given(), respond("b", s(), Support) => done(Support);
        "against": given(), respond("b", s(), Counter) => done(Counter);
        "seriously":
            given(), respond("b", s(), AcknowledgesObjection) => done(AcknowledgesObjection);
        "to a contribution": answered, respond("b", contribution("q"), Support)
            => responded("b", contribution("q"), Support, 1);
        "a party to its own": given(), respond("a", s(), Answer) => responded("a", s(), Answer, 1);
        "through an app": given(), of_app => responded("c/m1", s(), Answer, 1);
        "from a form": given(), form => responded("c/m2", s(), Counter, 1);
        "which is named": given(), bare => Err(Rejection::EvidenceMissing);
        "for itself": given(), other => Err(Rejection::MemberNotYours(of("b")));
        "to something": given(), nothing => Err(Rejection::ItemUnknown(statement("t")));
        "in a round for it": open(&[Rate]), respond("b", s(), Answer) => not_open;
        "that the party is in":
            apart, respond("b", s(), Answer) => Err(Rejection::NotInvited(party("b"), 1));
        "until its moment": timed, respond("b", s(), Answer) => over;
        "not between rounds": given().tallied(&[]), respond("b", s(), Answer) => not_now;
    }
}

/// Rule 2: a response is public, so there is none to what is not.
fn sealed() -> Vec<Case> {
    let both = [Propose, Respond];
    let solo = || Story::round(&both).proposal("p", 1, "a", &["k"]);
    let second = || {
        let story = solo().tallied(&[]).opened(plan(&both, ClosingRule::ByFacilitator));
        story.proposal("p", 2, "a", &["l"])
    };
    let p = || proposal("p");
    let waits = Err(Rejection::StillSealed { item: p(), round: 1 });
    cases! {
        "not to what another seals": solo(), respond("b", p(), Support)
            => Err(Rejection::ItemUnknown(p()));
        "nor to what the party seals itself": solo(), respond("a", p(), Support) => waits;
        "to what is open, also when a next version is sealed":
            second(), respond("b", p(), Support) => responded("b", p(), Support, 2);
        "by either": second(), respond("a", p(), Support) => responded("a", p(), Support, 2);
    }
}

/// The authority, party `b`, answers a question whenever it can.
fn answers() -> Vec<Case> {
    let ask = |story: Story| deciding(story).then(EventBody::ContributionAdded(asked()));
    let told =
        |contribution| deciding(open(&[Rate])).then(EventBody::ContributionAdded(contribution));
    let q_item = || contribution("q");
    let rating = || ask(open(&[Rate]));
    let answer = || respond("b", q_item(), Answer);
    let draft = || ask(Story::framed());
    let only = |phase| {
        Err(Rejection::PhaseNotAllowed {
            command: "respond",
            phase,
            allowed: "round_open, and for the authority to a question that was put to it"
                .to_owned(),
        })
    };
    let not_open = || Err(Rejection::ActivityNotOpen { round: 1, activity: Respond });
    let to_all = Contribution { to_authority: false, ..asked() };
    let form = paper(CommandBody::Respond(response(q_item(), "b", Answer)));
    let concluded = rating().tallied(&[]).concluded();
    cases! {
        "in a draft": draft(), answer() => responded("b", q_item(), Answer, 0);
        "in a round for something else": rating(), answer() => responded("b", q_item(), Answer, 1);
        "between rounds": rating().tallied(&[]), answer() => responded("b", q_item(), Answer, 0);
        "after them": concluded, answer() => responded("b", q_item(), Answer, 0);
        "from a letter": rating(), form => responded("b", q_item(), Answer, 1);
        "not another party": rating(), respond("c/m1", q_item(), Answer) => not_open();
        "nor before the rounds": draft(), respond("c/m1", q_item(), Answer) => only("draft");
        "nor to what was not put to it": told(to_all), answer() => not_open();
        "nor to what is no question": rating(), respond("b", s(), Answer) => not_open();
        "nor anything but an answer": rating(), respond("b", q_item(), Counter) => not_open();
        "between rounds either":
            rating().tallied(&[]), respond("b", q_item(), Support) => only("between");
    }
}

/// With a response of party `b` to `s`, which is event 15 and was given at moment 14.
fn answered() -> Story {
    open(&[Respond]).then(EventBody::Responded(response(s(), "b", Answer)))
}

fn word(name: &str, response: u64, understood: bool) -> Understanding {
    Understanding { response, member: of(name), understood }
}

fn verdict(response: u64, substantive: bool) -> Classification {
    Classification { response, substantive, reason: text("reason") }
}

fn understood() -> Vec<Case> {
    let mark =
        |name, number, yes| by(member(name), CommandBody::MarkUnderstood(word(name, number, yes)));
    let done = |name, yes| Ok(vec![EventBody::Understood(word(name, 15, yes))]);
    let marked = |yes| answered().then(EventBody::Understood(word("a", 15, yes)));
    let ruled = || answered().then(EventBody::ResponseClassified(verdict(15, false)));
    let own = open(&[Respond]).then(EventBody::Responded(response(s(), "a", Answer)));
    let of_none = Story::round(&[Respond]).statement("s").then(EventBody::Responded(response(
        s(),
        "b",
        Answer,
    )));
    let settled = || Err(Rejection::AlreadySettled("response", 15));
    let form = || paper(CommandBody::MarkUnderstood(word("a", 15, true)));
    let not_you = || Err(Rejection::NotTheAuthor("statements/s".into()));
    cases! {
        "you understood me": answered(), mark("a", 15, true) => done("a", true);
        "or not": answered(), mark("a", 15, false) => done("a", false);
        "at any time": answered().tallied(&[]), mark("a", 15, true) => done("a", true);
        "from a form": answered(), form() => done("a", true);
        "the author alone says so": answered(), mark("c/m1", 15, true) => not_you();
        "not who responded": answered(), mark("b", 15, true) => not_you();
        "what nobody gave, nobody says": of_none, mark("a", 15, true) => not_you();
        "not of its own response":
            own, mark("a", 15, true)
                => Err(Rejection::OwnAct(party("a"), "be understood by a response of"));
        "of a response": answered(), mark("a", 14, true)
            => Err(Rejection::NumberUnknown("response", 14));
        "once": marked(true), mark("a", 15, true) => settled();
        "not the other way later": marked(false), mark("a", 15, true) => settled();
        "above the facilitator's word": ruled(), mark("a", 15, true) => done("a", true);
    }
}

fn classified() -> Vec<Case> {
    let classify = |number| by(facilitator(), CommandBody::ClassifyResponse(verdict(number, true)));
    let until = 14 + i64::from(UNDERSTOOD_DAYS_DEFAULT) * DAY_MS;
    let short = || {
        answered().with(|state| {
            let told = state.charter.as_mut().map(std::sync::Arc::make_mut);
            told.unwrap().terms.understood_days = Some(1);
        })
    };
    let waits = |until| Err(Rejection::TermRunning("the author of the item", Timestamp(until)));
    let done = || Ok(vec![EventBody::ResponseClassified(verdict(15, true))]);
    let marked = |yes| answered().then(EventBody::Understood(word("a", 15, yes)));
    let ruled = answered().then(EventBody::ResponseClassified(verdict(15, false)));
    let settled = || Err(Rejection::AlreadySettled("response", 15));
    let needed = "facilitator";
    let not_you =
        Err(Rejection::RoleNotAllowed { role: "member", command: "classify_response", needed });
    let own = by(member("a"), CommandBody::ClassifyResponse(verdict(15, true)));
    cases! {
        "the author first": answered(), classify(15) => waits(until);
        "to the last moment": answered(), at(until - 1, classify(15)) => waits(until);
        "then the facilitator": answered(), at(until, classify(15)) => done();
        "in the term of the charter":
            short(), at(14 + DAY_MS - 1, classify(15)) => waits(14 + DAY_MS);
        "and after it": short(), at(14 + DAY_MS, classify(15)) => done();
        "not over the author's yes": marked(true), at(until, classify(15)) => settled();
        "nor over its no": marked(false), at(until, classify(15)) => settled();
        "once": ruled, at(until, classify(15)) => settled();
        "of a response":
            answered(), at(until, classify(9)) => Err(Rejection::NumberUnknown("response", 9));
        "no party": answered(), own => not_you;
    }
}

fn views() -> Vec<Case> {
    let view = |name, item| View { item, member: of(name) };
    let look = |name, item| by(member(name), CommandBody::RecordView(view(name, item)));
    let seen = |name| EventBody::Viewed(view(name, s()));
    let given = || open(&[Rate]);
    let sealed = || Story::round(&[Propose]).proposal("p", 1, "a", &["k"]);
    let form = paper(CommandBody::RecordView(view("b", s())));
    let unknown = |item| Err(Rejection::ItemUnknown(item));
    let none = || Ok(Vec::new());
    cases! {
        "the first time": given(), look("b", s()) => Ok(vec![seen("b")]);
        "is kept": given().then(seen("b")), look("b", s()) => none();
        "of a party": given().then(seen("c/m1")), look("c/m2", s()) => none();
        "each": given().then(seen("c/m1")), look("b", s()) => Ok(vec![seen("b")]);
        "not its own": given(), look("a", s()) => none();
        "nor its own behind a seal": sealed(), look("a", proposal("p")) => none();
        "what another seals is not there":
            sealed(), look("b", proposal("p")) => unknown(proposal("p"));
        "of something": given(), look("b", statement("t")) => unknown(statement("t"));
        "as said at a meeting": given(), form => Ok(vec![seen("b")]);
    }
}

/// The author's word replaces the facilitator's, and the first answer of the authority stays.
#[test]
fn what_the_state_keeps_of_a_dialogue() {
    let ruled = answered().then(EventBody::ResponseClassified(verdict(15, false)));
    let state = Deliberation::from(ruled.clone());
    let one = &state.dialogue.responses[&15];
    assert_eq!((one.substantive, one.classified), (Some(false), true));
    let state = Deliberation::from(ruled.then(EventBody::Understood(word("a", 15, true))));
    let one = &state.dialogue.responses[&15];
    assert_eq!((one.substantive, one.classified), (Some(true), false));

    let answer = || EventBody::Responded(response(contribution("q"), "b", Answer));
    let asked = deciding(Story::round(&[Respond])).then(EventBody::ContributionAdded(asked()));
    let state = Deliberation::from(asked.then(answer()).then(answer()));
    let question = state.items[&contribution("q")].contribution.unwrap();
    assert_eq!(question.answered, Some(15));
}

/// What is refused leaves no trace in another's view: the same words for sealed and for absent.
#[test]
fn what_is_sealed_is_refused_as_what_is_not_there() {
    let both = [Propose, Respond];
    let there = Deliberation::from(Story::round(&both).proposal("p", 1, "a", &["k"]));
    let absent = Deliberation::from(Story::round(&both));
    let view = View { item: proposal("p"), member: of("b") };
    let commands =
        [respond("b", proposal("p"), Support), by(member("b"), CommandBody::RecordView(view))];
    for command in commands {
        assert_eq!(decide(&there, &command), decide(&absent, &command));
    }
}
