//! Handlers of statements and proposals, and of edits that parties accept.

use beraad_client::v1::*;

use crate::domain::act::{self, EditAcceptance};
use crate::domain::command::CommandBody;
use crate::domain::event::{self, EventBody};
use crate::domain::ids::{ClauseId, IdError, ItemId, MemberRef, ProposalId, StatementId};
use crate::domain::limits::{
    CLAUSES_MAX, CLAUSES_NAMED_MAX, DERIVED_FROM_MAX, TEXT_CHARS_MAX, TITLE_CHARS_MAX,
};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{Form, form, subject_of};
use crate::service::names;
use crate::service::query::asked;
use crate::service::render::visible;

pub(super) async fn add_statement(
    desk: Desk,
    call: Call,
    q: AddStatementRequest,
) -> Result<AddStatementResponse, Failure> {
    let mut form = form!(desk, call, q, "AddStatement", entered);
    form.deliberation(&q.deliberation);
    let make = || desk.ordered_id('s');
    let statement = form.fields.id("statement_id", &q.statement_id, StatementId::parse, make);
    let author = form.name_if_given("member", &q.member, names::member);
    let subject = subject_of(author.as_ref());
    let text = form.text("text", (&q.text, TEXT_CHARS_MAX), subject.clone());
    let extras = form.extras(q.extras.as_ref(), &subject);
    let made = || {
        let (statement, text, extras) = (statement?, text?, extras?);
        Some(CommandBody::AddStatement { statement, text, author, extras })
    };
    let sent = form.send(made()).await?;
    let name = sent.found(|body| match body {
        EventBody::StatementAdded { statement, .. } => {
            Some(names::within(&sent.id, &ItemId::Statement(statement.clone())))
        }
        _ => None,
    });
    Ok(AddStatementResponse { written: sent.written(), name: name.unwrap_or_default() })
}

pub(super) async fn add_proposal_version(
    desk: Desk,
    call: Call,
    q: AddProposalVersionRequest,
) -> Result<AddProposalVersionResponse, Failure> {
    let mut form = form!(desk, call, q, "AddProposalVersion", entered);
    form.deliberation(&q.deliberation);
    let make = || desk.ordered_id('v');
    let proposal = form.fields.id("proposal_id", &q.proposal_id, ProposalId::parse, make);
    let author = form.member("member", &q.member);
    let title = (q.title.as_str(), TITLE_CHARS_MAX);
    let title = form.text("title", title, subject_of(author.as_ref()));
    let listed = (q.clauses.as_slice(), 1, CLAUSES_MAX);
    let clauses =
        form.list("clauses", listed, |form, field, one| clause(form, field, one, author.as_ref()));
    once(&mut form, &q.clauses);
    let made = || {
        Some(CommandBody::AddProposalVersion {
            proposal: proposal?,
            after_version: q.after_version,
            title: title?,
            author: author?,
            clauses: clauses?,
            public_before: q.public_before,
        })
    };
    let sent = form.send(made()).await?;
    let added = sent.found(|body| match body {
        EventBody::ProposalVersionAdded { proposal, version, .. } => {
            Some((names::within(&sent.id, &ItemId::Proposal(proposal.clone())), *version))
        }
        _ => None,
    });
    let (name, version) = added.unwrap_or_default();
    Ok(AddProposalVersionResponse { written: sent.written(), name, version })
}

fn clause(
    form: &mut Form<'_>,
    field: &str,
    given: &NewClause,
    author: Option<&MemberRef>,
) -> Option<event::Clause> {
    let at = |name: &str| format!("{field}.{name}");
    let id = form.given_id(&at("id"), ClauseId::parse(&given.id));
    let text = form.text(&at("text"), (&given.text, TEXT_CHARS_MAX), subject_of(author));
    let listed = (given.derives_from.as_slice(), 0, DERIVED_FROM_MAX);
    let derives_from = form
        .list(&at("derives_from"), listed, |form, field, text| form.given_id(field, origin(text)));
    let authors = form.parties(&at("authors"), (&given.authors, 0));
    let body = match given.body.as_str() {
        "" => Some(None),
        body => form.body(&at("body"), body).map(Some),
    };
    Some(event::Clause {
        id: id?,
        text: text?,
        derives_from: derives_from?,
        authors: authors?,
        body: body?,
    })
}

fn origin(text: &str) -> Result<(Option<ProposalId>, ClauseId), IdError> {
    match text.split_once('/') {
        Some((proposal, clause)) => {
            Ok((Some(ProposalId::parse(proposal)?), ClauseId::parse(clause)?))
        }
        None => Ok((None, ClauseId::parse(text)?)),
    }
}

/// Refuses two clauses with one id.
fn once(form: &mut Form<'_>, clauses: &[NewClause]) {
    let mut seen = std::collections::BTreeSet::new();
    for (place, clause) in clauses.iter().enumerate().take(CLAUSES_MAX) {
        if !seen.insert(&clause.id) {
            let rule = "occurs twice; give each clause its own id";
            form.fields.violate(format!("clauses[{place}].id"), rule);
        }
    }
}

pub(super) async fn list_statements(
    desk: Desk,
    call: Call,
    q: ListStatementsRequest,
) -> Result<ListStatementsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let keyed = state.items.iter().filter_map(|(id, item)| match id {
        ItemId::Statement(key) => Some((key.to_string(), (id, item.versions.first()?))),
        ItemId::Proposal(_) | ItemId::Contribution(_) => None,
    });
    let (found, next_page_token) = page.of(keyed);
    let statements = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(id, version)| renderer.statement(id, version)).collect()
    });
    Ok(ListStatementsResponse { statements: statements.await?, next_page_token })
}

pub(super) async fn list_proposals(
    desk: Desk,
    call: Call,
    q: ListProposalsRequest,
) -> Result<ListProposalsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let caller = call.within(&state.id);
    let keyed = state.items.iter().filter_map(|(id, item)| match id {
        ItemId::Proposal(key) => {
            visible(&state, &caller, id, item).next()?;
            Some((key.to_string(), (id, key, item)))
        }
        ItemId::Statement(_) | ItemId::Contribution(_) => None,
    });
    let (found, next_page_token) = page.of(keyed);
    let proposals = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(id, key, item)| renderer.proposal((id, key), item)).collect()
    });
    Ok(ListProposalsResponse { proposals: proposals.await?, next_page_token })
}

pub(super) async fn accept_edits(
    desk: Desk,
    call: Call,
    q: AcceptEditsRequest,
) -> Result<AcceptEditsResponse, Failure> {
    let mut form = form!(desk, call, q, "AcceptEdits", entered);
    let member = form.member("member", &q.member);
    let listed = (q.edits.as_slice(), 0, CLAUSES_NAMED_MAX);
    let edits = form.list("edits", listed, |form, field, edit| {
        let at = |name: &str| format!("{field}.{name}");
        let proposal = form.name(&at("proposal"), names::proposal(&edit.proposal));
        let clause = form.given_id(&at("clause"), ClauseId::parse(&edit.clause));
        if edit.version == 0 {
            form.fields.violate(at("version"), "is missing; give the version, from 1");
        }
        let version = edit.version;
        Some(act::ClauseVersion { proposal: proposal?, version, clause: clause? })
    });
    let made = || Some(EditAcceptance { edits: edits?, member: member? });
    let sent = form.send(made().map(CommandBody::AcceptEdits)).await?;
    Ok(AcceptEditsResponse { written: sent.written() })
}
