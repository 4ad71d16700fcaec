//! Every command in every phase and by every role, and the document that shows the table.

mod asked;
mod contract;
mod world;

use std::collections::BTreeSet;
use std::path::Path;

use beraad::domain::caller::Role;
use beraad::domain::command::CommandBody;
use beraad::domain::decide::{ALL_PHASES, PhaseKind, allowed_phases, allowed_roles, decide};
use beraad::domain::rejection::Rejection;
use beraad::domain::state::Deliberation;

use asked::{asked, commands};
use world::{absent, by, world};

const ROLES: [Role; 9] = [
    Role::Facilitator,
    Role::Member,
    Role::Spokesperson,
    Role::Clerk,
    Role::Observer,
    Role::Auditor,
    Role::Admin,
    Role::App,
    Role::Engine,
];

/// How many rows a command has; a new command does not compile until it is counted here.
fn rows_of(command: &CommandBody) -> usize {
    match command {
        CommandBody::AddStatement { .. } | CommandBody::ReplyToFlag(_) => 2,
        CommandBody::AddContribution(_) => 3,
        CommandBody::CreateDeliberation { .. }
        | CommandBody::ReviseChallenge { .. }
        | CommandBody::SetCharter(_)
        | CommandBody::AddParty { .. }
        | CommandBody::AddMember { .. }
        | CommandBody::AcceptCharter { .. }
        | CommandBody::DeclareReady
        | CommandBody::OpenRound(_)
        | CommandBody::CloseRound { .. }
        | CommandBody::Conclude { .. }
        | CommandBody::StartFollowUp
        | CommandBody::CloseDeliberation
        | CommandBody::CancelDeliberation { .. }
        | CommandBody::AddProposalVersion { .. }
        | CommandBody::CastStance { .. }
        | CommandBody::RateChallenge(_)
        | CommandBody::DeclareAffiliations(_)
        | CommandBody::MakeMotion(_)
        | CommandBody::ConsentToMotion(_)
        | CommandBody::EndMotion(_)
        | CommandBody::FormWorkingGroup(_)
        | CommandBody::MakePromise(_)
        | CommandBody::WithdrawPromise(_)
        | CommandBody::DeclarePrecondition(_)
        | CommandBody::DeclareProvision(_)
        | CommandBody::SettleProvision(_)
        | CommandBody::AcknowledgeConsequences(_)
        | CommandBody::CheckConsequences(_)
        | CommandBody::Respond(_)
        | CommandBody::MarkUnderstood(_)
        | CommandBody::ClassifyResponse(_)
        | CommandBody::RecordView(_)
        | CommandBody::Dispose(_)
        | CommandBody::GrantFloor(_)
        | CommandBody::AcceptEdits(_)
        | CommandBody::RaiseObjection(_)
        | CommandBody::UpholdObjection(_)
        | CommandBody::SettleObjection(_)
        | CommandBody::RecordDecision(_)
        | CommandBody::ReverseDecision(_)
        | CommandBody::AcknowledgeNotice(_)
        | CommandBody::RecordUnreachable(_)
        | CommandBody::Resume(_)
        | CommandBody::MakeCommitment(_)
        | CommandBody::SettleCommitment(_)
        | CommandBody::WaiveCommitment(_)
        | CommandBody::Moderate(_)
        | CommandBody::AppealModeration(_)
        | CommandBody::RuleOnAppeal(_)
        | CommandBody::ConfirmEntry(_)
        | CommandBody::ContestEntry(_)
        | CommandBody::CountersignCheckpoint(_)
        | CommandBody::CastBallot { .. }
        | CommandBody::GivePulse { .. }
        | CommandBody::Erase { .. }
        | CommandBody::Tick
        | CommandBody::RecordFigures(_)
        | CommandBody::RecordProcess(_) => 1,
    }
}

/// Kinds of command: the patterns of [`rows_of`].
const KINDS: usize = 61;

fn ask(state: &Deliberation, body: &CommandBody) -> Result<(), Rejection> {
    decide(state, &asked(body)).map(|_| ())
}

/// Whether a refusal speaks of the phase, or of the rule that the phase stands for.
fn speaks_of_the_phase(rejection: &Rejection) -> bool {
    matches!(
        rejection,
        Rejection::PhaseNotAllowed { .. }
            | Rejection::RoundClosed { .. }
            | Rejection::TallyRecorded
            | Rejection::CharterFrozen
            | Rejection::DeliberationExists
    )
}

#[test]
fn no_command_is_missing() {
    let commands = commands();
    let names: BTreeSet<&str> = commands.iter().map(|(_, body)| body.name()).collect();
    assert_eq!(names.len(), KINDS);
    for (row, body) in &commands {
        let same = |other: &&(&str, CommandBody)| other.1.name() == body.name();
        assert_eq!(commands.iter().filter(same).count(), rows_of(body), "{row}");
    }
}

#[test]
fn every_command_in_every_phase_is_as_the_table_says() {
    for (row, body) in commands() {
        for phase in ALL_PHASES {
            let state = world(phase, &body);
            assert_eq!(PhaseKind::of(state.phase), Some(phase));
            let answer = ask(&state, &body);
            if allowed_phases(&body).contains(&phase) {
                assert_eq!(answer, Ok(()), "{row} in {phase:?}");
                continue;
            }
            let refusal = answer.expect_err("a phase that is not in the table");
            let named = speaks_of_the_phase(&refusal);
            assert!(named, "{row} in {phase:?}: {refusal}");
        }
    }
}

#[test]
fn every_command_by_every_role_is_as_the_table_says() {
    for (row, body) in commands() {
        let (allowed, needed) = allowed_roles(&body);
        for role in ROLES {
            let own = asked(&body).caller.member.clone();
            let command = by(role, own, body.clone());
            let refused = Err(Rejection::RoleNotAllowed {
                role: role.as_str(),
                command: body.name(),
                needed,
            });
            for phase in ALL_PHASES {
                let answer = decide(&world(phase, &body), &command);
                let is_refused = !allowed.contains(&role);
                assert_eq!(answer == refused, is_refused, "{row} by {role:?}");
            }
        }
    }
}

#[test]
fn before_the_first_event_only_creating_is_possible() {
    assert_eq!(PhaseKind::of(absent().phase), None);
    for (row, body) in commands() {
        let expected = match body {
            CommandBody::CreateDeliberation { .. } => Ok(()),
            _ => Err(Rejection::DeliberationUnknown),
        };
        assert_eq!(ask(&absent(), &body), expected, "{row}");
    }
}

/// A refusal names the phases in words, which are those of the table.
#[test]
fn a_refusal_names_the_phases_of_the_table() {
    for (row, body) in commands() {
        let names: Vec<&str> = allowed_phases(&body).iter().map(|phase| phase.as_str()).collect();
        for phase in ALL_PHASES {
            if let Err(Rejection::PhaseNotAllowed { allowed, .. }) =
                ask(&world(phase, &body), &body)
                && !names.is_empty()
            {
                assert_eq!(allowed, names.join(", "), "{row}");
            }
        }
    }
}

/// What stands above the table in the document.
const PREFACE: &str = "# Commands and phases

Which command is possible in which phase, and for whom. A test asks every command in every phase and
by every role, and compares this page with the rules; after a rule has changed,
`BLESS=1 cargo test --test commands` writes the page anew.

A command can be refused for another reason too: a stance needs a round with the activity rate, and
whoever gives it acts for itself, for the members of its app, or, as facilitator, from paper or a
meeting with evidence. Creating is possible only where nothing was created yet.
";

fn document() -> String {
    let mut lines = vec![PREFACE.to_owned()];
    let phases = ALL_PHASES.map(|phase| format!("{phase:?}")).join(" | ");
    lines.push(format!("| command | {phases} | who |"));
    lines.push(format!("|---{}|---|", "|:-:".repeat(ALL_PHASES.len())));
    for (row, body) in commands() {
        let allowed = allowed_phases(&body);
        let cell = |phase| if allowed.contains(&phase) { "yes" } else { "" };
        let cells = ALL_PHASES.map(cell).join(" | ");
        let roles = allowed_roles(&body).0.iter().map(|role| role.as_str());
        let who: Vec<&str> = roles.collect();
        lines.push(format!("| {row} | {cells} | {} |", who.join(", ")));
    }
    lines.push(String::new());
    lines.join("\n")
}

#[test]
fn the_document_shows_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    let wanted = document();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &wanted).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/commands.md is not what the rules say; `BLESS=1 cargo test --test commands` writes it"
    );
}
