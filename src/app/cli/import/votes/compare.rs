//! The opinion map that the service tells, beside the one of the file.

use std::collections::BTreeMap;

use beraad_client::{Client, Error, v1};
use futures::TryStreamExt;

use crate::analysis::opinion::{self, OpinionMap, Point, Standing};
use crate::app::cli::analyze::read::{Conversation, Statement};
use crate::app::cli::import::votes::statement_id;

/// The most differences that are told.
const TOLD_MAX: usize = 20;

/// What the service tells.
pub(super) struct Told {
    pub(super) map: v1::OpinionMap,
    statements: Vec<v1::MapStatement>,
    participants: BTreeMap<String, v1::MapParticipant>,
}

impl Told {
    pub(super) async fn read(client: &Client, deliberation: &str) -> Result<Told, Error> {
        let deliberation = deliberation.to_owned();
        let request =
            v1::GetOpinionMapRequest { deliberation: deliberation.clone(), ..Default::default() };
        let map = client.analysis().get_opinion_map(request).await?.map.unwrap_or_default();
        let request = v1::ListMapStatementsRequest {
            deliberation: deliberation.clone(),
            page_size: 1000,
            ..Default::default()
        };
        let statements = client.analysis().all_map_statements(request).try_collect().await?;
        let request =
            v1::ListMapParticipantsRequest { deliberation, page_size: 1000, ..Default::default() };
        let participants = client.analysis().all_map_participants(request);
        let participants: Vec<v1::MapParticipant> = participants.try_collect().await?;
        let participants = participants.into_iter().map(|one| (one.voice.clone(), one)).collect();
        Ok(Told { map, statements, participants })
    }
}

/// What was compared, and what differs.
#[derive(Default)]
pub(super) struct Found {
    pub(super) compared: usize,
    pub(super) told: Vec<String>,
}

impl Found {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, file: T, service: T) {
        self.compared += 1;
        if file != service && self.told.len() < TOLD_MAX {
            self.told.push(format!("{what}: {file:?} in the file, {service:?} from the service"));
        }
    }
}

/// Every figure of the service beside that of the file, which must be the same number.
pub(super) fn differences(read: &Conversation, told: &Told, members: &[String]) -> Found {
    // The service knows what is out, and not why.
    let standing = |one: &Statement| Standing { out: one.is_out(), meta: false };
    let conversation = opinion::Conversation::new(
        members.len(),
        read.statements.iter().map(standing).collect(),
        &read.votes,
        None,
        1,
    );
    let map = OpinionMap::stable(&conversation);
    let mut found = Found::default();
    whole(&map, told, &mut found);
    for (row, member) in members.iter().enumerate() {
        let service = told.participants.get(member);
        let place = |place: &v1::MapParticipant| place.place.map(|at| [at.x, at.y]);
        found.same(member, Some(map.places[row]), service.and_then(place));
        let group = service.and_then(|one| one.group).map(|group| group as usize);
        found.same(member, map.labels[row], group);
    }
    let by_name: BTreeMap<&str, &v1::MapStatement> = (told.statements.iter())
        .map(|one| (one.statement.rsplit('/').next().unwrap_or_default(), one))
        .collect();
    for column in 0..read.statements.len() {
        let id = statement_id(column);
        match by_name.get(&*id) {
            Some(service) => statement(&map, column, service, &mut found),
            None => found.same(&id, 0.0, conversation.totals().all(column) as f64),
        }
    }
    found
}

fn whole(map: &OpinionMap, told: &Told, found: &mut Found) {
    let service = &told.map;
    found.same("participants", map.participants, service.participant_count);
    found.same("statements", map.statements, service.statement_count);
    found.same("votes", map.votes, service.vote_count);
    let tried: Vec<(usize, f64)> =
        service.tried.iter().map(|one| (one.groups as usize, one.silhouette)).collect();
    found.same("silhouettes", &map.silhouettes, &tried);
    found.same("groups", map.groups.len(), service.groups.len());
    for (file, service) in map.groups.iter().zip(&service.groups) {
        found.same("people of a group", file.people, service.people);
        let center: Option<Point> = service.center.map(|at| [at.x, at.y]);
        found.same("middle of a group", Some(file.center), center);
        let chosen = |one: &opinion::Representative| (statement_id(one.column), one.successes);
        let file: Vec<(String, f64)> = file.representative.iter().map(chosen).collect();
        let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
        let service = service.representative.iter();
        let service: Vec<_> = service.map(|one| (last(&one.statement), one.successes)).collect();
        found.same("representative statements", file, service);
    }
}

fn statement(map: &OpinionMap, column: usize, service: &v1::MapStatement, found: &mut Found) {
    let what = &service.statement;
    found.same(what, map.mean(column), service.mean);
    found.same(what, map.extremity(column), service.extremity);
    found.same(what, map.importance(column), service.importance);
    found.same(what, map.priority(column), service.priority);
    found.same(what, map.group_aware_consensus(column, opinion::Side::Agree), service.all_agree);
    for group in &service.groups {
        let file = map.group_statement(group.group as usize, column);
        let sides = [(&file.agree, &group.agree), (&file.disagree, &group.disagree)];
        for (file, service) in sides {
            let service = service
                .as_ref()
                .map(|figures| [figures.probability_test, figures.representativeness_test]);
            let file = [file.probability_test, file.representativeness_test];
            found.same(what, Some(file), service);
        }
    }
}
