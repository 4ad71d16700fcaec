//! A deliberation from its creation to its end, with figures worked out by hand.

use beraad::domain::event::EventBody;
use beraad::domain::figure::FigureResult;
use beraad_client::v1::*;

use crate::book::Book;
use crate::forum::{Forum, by_facilitator};
use crate::town::{Town, refused_for};

/// Round 1: the neighbourhood's two voices stand at +2 and +1, the third passes; the shop stands
/// at -1, the municipality at +1. So N = 3 lies as 1, 3/2 and 1/2 on -1, +1 and +2, and agreement
/// peels into 1/2 * 1/9 + 1/3 * 1/6 + 1/6 * 1 = 5/18.
const FIRST: [(&str, &str); 12] = [
    ("eligible", "3"),
    ("expressed", "3"),
    ("abstained", "0"),
    ("missing", "0"),
    ("response_rate", "1"),
    ("support_share", "2/3"),
    ("opposition_share", "1/3"),
    ("strong_objections", "0"),
    ("agreement", "5/18"),
    // The parties stand at 7/8, 1/4 and 3/4 of the scale; their distances are 5/8, 1/8 and 1/2.
    ("collective", "5/8"),
    ("consensus_degree", "7/12"),
    ("changed_share", ""),
];

/// Round 2: all three neighbours stand at +2, the two others at +1. Of the two neighbours that
/// are paired one moved; the shop moved, the municipality did not: (1/2 + 1 + 0) / 3.
const SECOND: [(&str, &str); 9] = [
    ("support_share", "1"),
    ("opposition_share", "0"),
    ("agreement", "5/6"),
    ("collective", "5/6"),
    ("consensus_degree", "5/6"),
    ("paired", "3"),
    ("entered", "0"),
    ("left", "0"),
    ("changed_share", "1/2"),
];

#[tokio::test]
async fn from_draft_to_closed_with_figures_worked_out_by_hand() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    for (member, value) in
        [(&forum.anna, 2), (&forum.bram, 1), (&forum.winkel, -1), (&forum.gemeente, 1)]
    {
        forum.cast(&town, member, value).await;
    }
    pass(&town, &forum, &forum.carla).await;
    forum.close(&town, 1).await;
    figures_read_as(&town, &forum, 1, &FIRST).await;
    advice_is_to_continue(&town, &forum, 1).await;

    forum.open(&town, &[Activity::Rate], by_facilitator()).await;
    for (member, value) in [
        (&forum.anna, 2),
        (&forum.bram, 2),
        (&forum.carla, 2),
        (&forum.winkel, 1),
        (&forum.gemeente, 1),
    ] {
        forum.cast(&town, member, value).await;
    }
    forum.close(&town, 2).await;
    figures_read_as(&town, &forum, 2, &SECOND).await;
    advice_is_to_continue(&town, &forum, 2).await;

    end(&town, &forum).await;
    let book = Book::of(&town.observer(), &forum.name).await;
    book.figures_are_those_of_the_log(3);
    recorded_as(&book, 1, false, &FIRST);
    recorded_as(&book, 2, false, &SECOND);
    recorded_as(&book, 2, true, &SECOND[..5]);
    let last = ["figures_recorded", "process_recorded", "follow_up_started", "deliberation_closed"];
    assert_eq!(book.kinds()[book.events.len() - 4..], last);
    assert_eq!(book.count("stance"), 10);
    town.stop().await;
}

async fn pass(town: &Town, forum: &Forum, member: &str) {
    let answer = Some(new_stance::Answer::Pass(Pass {}));
    let stance = Some(NewStance { answer, ..forum.stance(member, 0) });
    let request = CastStanceRequest { stance, ..Default::default() };
    town.member(member).participation().cast_stance(request).await.expect("a pass");
}

/// The figures of the statement as GetConvergence gives them; an empty value is undefined.
async fn figures_read_as(town: &Town, forum: &Forum, round: u32, expected: &[(&str, &str)]) {
    let deliberation = forum.name.clone();
    let request = GetConvergenceRequest { deliberation, round, ..Default::default() };
    let read = town.observer().analysis().get_convergence(request).await.expect("figures");
    assert_eq!((read.round, read.headcount), (round, 5));
    for (name, exact) in expected {
        let of_item = |figure: &&Figure| figure.name == *name && !figure.item.is_empty();
        let figure = read.figures.iter().find(of_item).expect(name);
        assert_eq!((figure.exact.as_str(), &figure.item), (*exact, &forum.statement("auto")));
        assert_eq!(figure.round, round);
        assert!(figure.explanation_nl != figure.explanation_en);
        let undefined = matches!(figure.result, Some(figure::Result::Undefined(_)));
        assert_eq!(undefined, exact.is_empty(), "{name}");
        let evidence = figure.evidence.as_ref().expect("evidence");
        assert_eq!(evidence.sequences.len() as u64, evidence.count);
    }
}

async fn advice_is_to_continue(town: &Town, forum: &Forum, round: u32) {
    let deliberation = forum.name.clone();
    let request = GetRoundAdviceRequest { deliberation, round, ..Default::default() };
    let read = town.observer().analysis().get_round_advice(request).await.expect("advice");
    let continues =
        ItemAdvice { item: forum.statement("auto"), advice: RoundAdvice::Continue.into() };
    assert_eq!(read.advice, [continues]);
    let focus = get_round_advice_response::Focus::Item(forum.statement("auto"));
    assert_eq!(read.focus, Some(focus));
}

/// Against the advice, which takes a reason, and then to the end.
async fn end(town: &Town, forum: &Forum) {
    let facilitator = town.facilitator();
    let conclude = |reason: &str| ConcludeRequest {
        deliberation: forum.name.clone(),
        against_advice_reason: reason.to_owned(),
        ..Default::default()
    };
    let without = facilitator.deliberations().conclude(conclude("")).await;
    refused_for(without, Reason::AdviceNeedsReason);
    let reason = conclude("Iedereen is eruit.");
    facilitator.deliberations().conclude(reason).await.expect("a conclusion");
    assert_eq!(forum.get(&facilitator).await.phase(), Phase::Concluded);
    let deliberation = forum.name.clone();
    let request = StartFollowUpRequest { deliberation, ..Default::default() };
    facilitator.deliberations().start_follow_up(request).await.expect("follow-up");
    let deliberation = forum.name.clone();
    let request = CloseDeliberationRequest { deliberation, ..Default::default() };
    facilitator.deliberations().close_deliberation(request).await.expect("the end");
    assert_eq!(forum.get(&facilitator).await.phase(), Phase::Closed);
}

/// The figures of the statement as the log records them.
fn recorded_as(book: &Book, round: u32, conclusion: bool, expected: &[(&str, &str)]) {
    let recorded = book.events.iter().find_map(|event| match &event.event.as_ref()?.body {
        EventBody::FiguresRecorded(record)
            if (record.round, record.conclusion) == (round, conclusion) =>
        {
            Some(record)
        }
        _ => None,
    });
    let recorded = recorded.expect("recorded figures");
    for (name, exact) in expected {
        let figure = recorded.figures.iter().find(|figure| &*figure.name == *name);
        let value = match &figure.expect(name).result {
            FigureResult::Value { exact, .. } => exact.as_deref().unwrap_or("inexact"),
            FigureResult::Undefined(_) => "",
        };
        assert_eq!(value, *exact, "{name} of round {round}");
    }
}
