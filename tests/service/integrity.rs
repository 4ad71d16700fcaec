//! Terms, points of attention, replies, traces that are followed, explanations and the report, over
//! the contract and under a clock that stands still.

use beraad_client::v1::*;
use futures::TryStreamExt;

use crate::forum::{Forum, by_facilitator};
use crate::town::{HOUR_MS, Town, refused_for};

/// The authority has this many days to answer a question.
const ANSWER_DAYS: u32 = 2;

async fn asked() -> (Town, Forum) {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let mut charter = crate::visibility::sealed_charter(StanceVisibility::Attributed);
    let terms = Terms { answer_days: ANSWER_DAYS, reading_hours: 72, ..Terms::default() };
    charter.terms = Some(terms);
    charter.authority = Some(Authority {
        party: "gemeente".into(),
        role: AuthorityRole::Deciding.into(),
        bodies: vec![Body {
            id: "raad".into(),
            kind: BodyKind::Council.into(),
            name: "De raad".into(),
        }],
    });
    crate::visibility::make_ready(&town, &forum, charter).await;
    let activities = [Activity::Contribute, Activity::Respond];
    forum.open(&town, &activities, by_facilitator()).await;
    let question = AddContributionRequest {
        deliberation: forum.name.clone(),
        contribution_id: "vraag".into(),
        kind: ContributionKind::Question.into(),
        text: "Mag het plein dicht?".into(),
        member: forum.anna.clone(),
        to_authority: true,
        ..Default::default()
    };
    let anna = town.member(&forum.anna);
    anna.participation().add_contribution(question).await.expect("a question");
    (town, forum)
}

async fn flags(town: &Town, forum: &Forum) -> Vec<Flag> {
    let request = ListFlagsRequest { deliberation: forum.name.clone(), at_least_sequence: 0 };
    town.observer().analysis().list_flags(request).await.expect("flags").flags
}

#[tokio::test]
async fn a_missed_term_is_raised_at_that_second_and_not_before() {
    let (town, forum) = asked().await;
    let due = i64::from(ANSWER_DAYS) * 24 * HOUR_MS;
    town.advance(due - 1).await;
    assert_eq!(flags(&town, &forum).await, []);
    town.advance(due).await;
    let raised = flags(&town, &forum).await;
    let [flag] = &raised[..] else { panic!("one flag, and no other: {raised:?}") };
    assert_eq!((flag.code(), flag.fact, &*flag.number), (FlagCode::TermMissed, true, "RF15"));
    let evidence = flag.evidence.as_ref().expect("what proves it");
    let book = crate::book::Book::of(&town.observer(), &forum.name).await;
    let kinds = book.kinds();
    let passed = kinds.iter().position(|kind| *kind == "term_passed").expect("it is in the log");
    assert_eq!(evidence.sequences, [passed as u64 + 1]);

    // Whoever is concerned can reply, and the reply stands beside it from then on.
    let reply = ReplyToFlagRequest {
        deliberation: forum.name.clone(),
        flag: FlagCode::TermMissed.into(),
        member: forum.gemeente.clone(),
        text: "Het antwoord komt vrijdag.".into(),
        ..Default::default()
    };
    let gemeente = town.member(&forum.gemeente);
    gemeente.decisions().reply_to_flag(reply.clone()).await.expect("a reply");
    let raised = flags(&town, &forum).await;
    let said = raised[0].replies[0].text.clone().and_then(|text| text.content);
    assert_eq!(said, Some(text::Content::Value(reply.text.clone())));
    let stranger = ReplyToFlagRequest { member: forum.anna.clone(), ..reply };
    refused_for(gemeente.decisions().reply_to_flag(stranger).await, Reason::MemberNotYours);
    town.stop().await;
}

#[tokio::test]
async fn no_round_closes_inside_the_reading_time() {
    let (town, forum) = asked().await;
    let information = AddContributionRequest {
        deliberation: forum.name.clone(),
        contribution_id: "stuk".into(),
        kind: ContributionKind::Information.into(),
        text: "Er komt een onderzoek.".into(),
        ..Default::default()
    };
    let facilitator = town.facilitator();
    facilitator.participation().add_contribution(information).await.expect("information");
    let close =
        || CloseRoundRequest { name: format!("{}/rounds/1", forum.name), ..Default::default() };
    refused_for(facilitator.deliberations().close_round(close()).await, Reason::ReadingTime);
    town.advance(72 * HOUR_MS - 1).await;
    refused_for(facilitator.deliberations().close_round(close()).await, Reason::ReadingTime);
    town.advance(72 * HOUR_MS).await;
    facilitator.deliberations().close_round(close()).await.expect("the close");
    town.stop().await;
}

#[tokio::test]
async fn who_follows_an_item_hears_what_happens_with_it_and_nothing_else() {
    let (town, forum) = asked().await;
    let item = format!("{}/contributions/vraag", forum.name);
    let request = WatchTracesRequest {
        deliberation: forum.name.clone(),
        item: item.clone(),
        party: String::new(),
    };
    let observer = town.observer();
    let mut news = observer.analysis().watch_traces(request);
    let first = news.try_next().await.expect("news").expect("the beginning");
    assert_eq!((first.traces.len(), first.traces[0].responses.len()), (1, 0));
    // Something else happens, and then something with this item.
    forum.add_statement(&town.facilitator(), "bomen", "Meer bomen", "").await;
    let answer = RespondToItemRequest {
        item: item.clone(),
        member: forum.gemeente.clone(),
        kind: ResponseKind::Answer.into(),
        text: "Ja, in de zomer.".into(),
        ..Default::default()
    };
    let gemeente = town.member(&forum.gemeente);
    let written = gemeente.participation().respond_to_item(answer).await.expect("an answer");
    let changed = news.try_next().await.expect("news").expect("the change");
    let [trace] = &changed.traces[..] else { panic!("one trace: {changed:?}") };
    assert_eq!((&*trace.item, trace.responses.len()), (&*item, 1));
    assert_eq!(changed.sequence, written.written.expect("a place").sequence);
    assert!(trace.lines_nl.iter().any(|line| line.contains("reageerde op 2026-01-01")));
    town.stop().await;
}

#[tokio::test]
async fn advice_asks_what_is_missing_and_can_name_the_municipality() {
    let (town, forum) = asked().await;
    let due = i64::from(ANSWER_DAYS) * 24 * HOUR_MS;
    let advice = |town: &Town| {
        let (client, deliberation) = (town.facilitator(), forum.name.clone());
        async move {
            let request = ListAdviceRequest { deliberation, at_least_sequence: 0 };
            client.analysis().list_advice(request).await.expect("advice").advice
        }
    };
    let gemeente = format!("{}/parties/gemeente", forum.name);
    let found = advice(&town).await;
    let term = found.iter().find(|one| one.kind() == AdviceKind::Term).expect("a term");
    assert_eq!((&term.party, term.due.map(|due| due.seconds)), (&gemeente, Some(1_767_398_400)));
    town.advance(due).await;
    let found = advice(&town).await;
    let asked = found.iter().find(|one| one.kind() == AdviceKind::QuestionUnanswered);
    let asked = asked.expect("the question");
    assert_eq!(asked.party, gemeente);
    assert!(asked.explanation_nl.starts_with("Vraag "), "{}", asked.explanation_nl);
    for one in &found {
        assert!(!one.explanation_en.contains("move"), "{}", one.explanation_en);
    }
    town.stop().await;
}

#[tokio::test]
async fn any_figure_is_explained_and_a_wrong_name_tells_which_there_are() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    forum.open(&town, &[Activity::Rate], by_facilitator()).await;
    forum.cast(&town, &forum.anna, 1).await;
    forum.cast(&town, &forum.winkel, -1).await;
    forum.close(&town, 1).await;
    let all = GetConvergenceRequest { deliberation: forum.name.clone(), ..Default::default() };
    let all = town.observer().analysis().get_convergence(all).await.expect("figures").figures;
    assert!(all.len() > 20);
    for figure in &all {
        let request = ExplainFigureRequest {
            deliberation: forum.name.clone(),
            figure: figure.name.clone(),
            item: figure.item.clone(),
            party: figure.party.clone(),
            ..Default::default()
        };
        let told = town.observer().analysis().explain_figure(request).await.expect("words");
        assert_eq!(told.figure.as_ref(), Some(figure));
        assert!(told.method_nl.ends_with('.') && told.method_en.ends_with('.'), "{}", figure.name);
        assert!(told.recorded_sequence > 0 && told.check_nl.len() == 3, "{}", figure.name);
    }
    let wrong = ExplainFigureRequest {
        deliberation: forum.name.clone(),
        figure: "consensus".into(),
        item: all[0].item.clone(),
        ..Default::default()
    };
    let refused = town.observer().analysis().explain_figure(wrong).await.expect_err("no figure");
    let told = format!("{refused:?}");
    assert!(told.contains("support_share") && told.contains("figure"), "{told}");
    town.stop().await;
}

#[tokio::test]
async fn the_report_says_what_the_other_calls_say() {
    let (town, forum) = asked().await;
    forum.close(&town, 1).await;
    let deliberation = forum.name.clone();
    let request = GetReportRequest { deliberation, ..Default::default() };
    let observer = town.observer();
    let report = observer.analysis().get_report(request).await.expect("a report");
    assert_eq!(report.flags, flags(&town, &forum).await);
    let deliberation = forum.name.clone();
    let request = GetIntegrityRequest { deliberation, at_least_sequence: 0 };
    let kept = observer.analysis().get_integrity(request).await.expect("figures");
    assert_eq!(report.integrity, Some(kept));
    // The question, and the statement that every forum begins with.
    assert_eq!((report.traces.len(), report.trace_count), (2, 2));
    assert_eq!(report.parties.len(), 3);
    town.stop().await;
}
