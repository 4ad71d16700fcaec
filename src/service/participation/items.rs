//! Handlers of statements and proposals.

use std::collections::BTreeSet;

use beraad_client::v1::*;

use crate::domain::command::CommandBody;
use crate::domain::event::{self, EventBody};
use crate::domain::ids::{ClauseId, ItemId, MemberRef, ProposalId, StatementId, TextRef};
use crate::domain::limits::{CLAUSES_MAX, DERIVED_FROM_MAX, TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use crate::domain::state::{self, Version};
use crate::log::Subject;
use crate::service::call::Call;
use crate::service::desk::{Desk, Drawer, Mutation, found, written};
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::participation::channel;
use crate::service::render::{Renderer, visible};

pub(super) async fn add_statement(
    desk: Desk,
    call: Call,
    q: AddStatementRequest,
) -> Result<AddStatementResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, "");
    let accepted = desk.accept(&mut fields, &call, "AddStatement", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let make = || desk.ordered_id('s');
    let statement = fields.id("statement_id", &q.statement_id, StatementId::parse, make);
    let text = fields.text("text", &q.text, TEXT_CHARS_MAX);
    let author = fields.inside_if_given("member", id.as_ref(), &q.member, names::member);
    let channel = channel(&mut fields, "channel", q.channel);
    let (Some(id), Some(statement), Some(text)) = (id, statement, text) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let subject = author.clone().map_or(Subject::Deliberation, Subject::Member);
    let body = CommandBody::AddStatement { statement, text: drawer.put(subject, text), author };
    let outcome = desk.submit(&call, &id, accepted, (channel, body), drawer.texts).await?;
    let added = |body: &EventBody| match body {
        EventBody::StatementAdded { statement, .. } => {
            Some(names::within(&id, &ItemId::Statement(statement.clone())))
        }
        _ => None,
    };
    Ok(AddStatementResponse {
        written: written(&id, &outcome),
        name: found(&outcome, added).unwrap_or_default(),
    })
}

pub(super) async fn add_proposal_version(
    desk: Desk,
    call: Call,
    q: AddProposalVersionRequest,
) -> Result<AddProposalVersionResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, "");
    let accepted = desk.accept(&mut fields, &call, "AddProposalVersion", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let make = || desk.ordered_id('v');
    let proposal = fields.id("proposal_id", &q.proposal_id, ProposalId::parse, make);
    let title = fields.text("title", &q.title, TITLE_CHARS_MAX);
    let author = fields.inside("member", id.as_ref(), names::member(&q.member));
    let clauses = clauses(&mut fields, &q.clauses);
    let channel = channel(&mut fields, "channel", q.channel);
    let (Some(id), Some(proposal), Some(title), Some(author)) = (id, proposal, title, author)
    else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let body = CommandBody::AddProposalVersion {
        proposal,
        after_version: q.after_version,
        title: drawer.put(Subject::Member(author.clone()), title),
        clauses: sealed(&mut drawer, &author, clauses),
        author,
    };
    let outcome = desk.submit(&call, &id, accepted, (channel, body), drawer.texts).await?;
    let added = |body: &EventBody| match body {
        EventBody::ProposalVersionAdded { proposal, version, .. } => {
            Some((names::within(&id, &ItemId::Proposal(proposal.clone())), *version))
        }
        _ => None,
    };
    let (name, version) = found(&outcome, added).unwrap_or_default();
    Ok(AddProposalVersionResponse { written: written(&id, &outcome), name, version })
}

/// A clause whose ids and text are valid.
type ParsedClause<'a> = (ClauseId, &'a str, Vec<(Option<ProposalId>, ClauseId)>);

fn clauses<'a>(fields: &mut Fields, given: &'a [NewClause]) -> Vec<ParsedClause<'a>> {
    if given.is_empty() || given.len() > CLAUSES_MAX {
        fields.violate("clauses", format!("has {} entries; give 1 to {CLAUSES_MAX}", given.len()));
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    for (place, clause) in given.iter().enumerate() {
        let field = format!("clauses[{place}]");
        let id = fields.take(&format!("{field}.id"), ClauseId::parse(&clause.id));
        let text = fields.text(&format!("{field}.text"), &clause.text, TEXT_CHARS_MAX);
        let origins = origins(fields, &field, &clause.derives_from);
        if id.as_ref().is_some_and(|id| !seen.insert(id.clone())) {
            fields.violate(format!("{field}.id"), "occurs twice; give each clause its own id");
        }
        if let (Some(id), Some(text)) = (id, text) {
            read.push((id, text, origins));
        }
    }
    read
}

fn origins(
    fields: &mut Fields,
    field: &str,
    given: &[String],
) -> Vec<(Option<ProposalId>, ClauseId)> {
    if given.len() > DERIVED_FROM_MAX {
        let rule = format!("has {} entries; give at most {DERIVED_FROM_MAX}", given.len());
        fields.violate(format!("{field}.derives_from"), rule);
        return Vec::new();
    }
    let parse = |text: &str| match text.split_once('/') {
        Some((proposal, clause)) => Ok::<_, crate::domain::ids::IdError>((
            Some(ProposalId::parse(proposal)?),
            ClauseId::parse(clause)?,
        )),
        None => Ok((None, ClauseId::parse(text)?)),
    };
    let taken = given.iter().enumerate().filter_map(|(place, text)| {
        fields.take(&format!("{field}.derives_from[{place}]"), parse(text))
    });
    taken.collect()
}

fn sealed(
    drawer: &mut Drawer<'_>,
    author: &MemberRef,
    clauses: Vec<ParsedClause<'_>>,
) -> Vec<event::Clause> {
    let seal = |(id, text, derives_from)| event::Clause {
        id,
        text: drawer.put(Subject::Member(author.clone()), text),
        derives_from,
    };
    clauses.into_iter().map(seal).collect()
}

pub(super) async fn list_statements(
    desk: Desk,
    call: Call,
    q: ListStatementsRequest,
) -> Result<ListStatementsResponse, Failure> {
    let asked = (q.page_size, q.page_token.as_str(), q.at_least_sequence);
    let (state, page) = desk.listing(&q.deliberation, asked).await?;
    let id = &state.id;
    let keyed = state.items.iter().filter_map(|(id, item)| match id {
        ItemId::Statement(key) => Some((key.to_string(), (id, item.versions.first()?))),
        ItemId::Proposal(_) => None,
    });
    let (found, next_page_token) = page.of(keyed);
    let references: Vec<&TextRef> = found.iter().map(|(_, version)| &version.text).collect();
    let texts = desk.texts(id, &references).await?;
    let caller = call.within(id);
    let renderer = Renderer { state: &state, caller: &caller, texts: &texts };
    let render = |(id, version): (&ItemId, &Version)| renderer.statement(id, version);
    Ok(ListStatementsResponse {
        statements: found.into_iter().map(render).collect(),
        next_page_token,
    })
}

pub(super) async fn list_proposals(
    desk: Desk,
    call: Call,
    q: ListProposalsRequest,
) -> Result<ListProposalsResponse, Failure> {
    let asked = (q.page_size, q.page_token.as_str(), q.at_least_sequence);
    let (state, page) = desk.listing(&q.deliberation, asked).await?;
    let id = &state.id;
    let caller = call.within(id);
    let keyed = state.items.iter().filter_map(|(id, item)| match id {
        ItemId::Proposal(key) => {
            visible(&state, &caller, id, item).next()?;
            Some((key.to_string(), (id, item)))
        }
        ItemId::Statement(_) => None,
    });
    let (found, next_page_token) = page.of(keyed);
    let references: Vec<&TextRef> =
        found.iter().flat_map(|(id, item)| texts_of(&state, &caller, id, item)).collect();
    let texts = desk.texts(id, &references).await?;
    let renderer = Renderer { state: &state, caller: &caller, texts: &texts };
    let proposals = found.into_iter().map(|(id, item)| renderer.proposal(id, item)).collect();
    Ok(ListProposalsResponse { proposals, next_page_token })
}

fn texts_of<'a>(
    state: &'a state::Deliberation,
    caller: &'a crate::domain::caller::Caller,
    id: &'a ItemId,
    item: &'a state::Item,
) -> impl Iterator<Item = &'a TextRef> {
    visible(state, caller, id, item).flat_map(|(_, version)| {
        std::iter::once(&version.text).chain(version.clauses.iter().map(|clause| &clause.text))
    })
}
