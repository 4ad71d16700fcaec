//! What changes nothing.

use crate::app::cli::script::actions::common::{FOR, ITEM_ONLY, ROUND};
use crate::app::cli::script::actions::words::MAP_MODE;
use crate::app::cli::script::actions::{Action, may, must};
use crate::app::cli::script::kind::{Field, Fill, Kind, Space};

const MODE: Field = may("mode", Kind::Choice(MAP_MODE), "How groups are made.");
const PARTY_ONLY: Field = may("party", Kind::Uses(Space::Party), "Only this party.");

pub(super) const ACTIONS: &[Action] = &[
    Action {
        deliberation_to: "name",
        ..Action::reads(
            "get_deliberation",
            "DeliberationService/GetDeliberation",
            "Reads the deliberation.",
        )
    }
    .told("{actor} bekijkt het beraad", "{actor} looks at the deliberation"),
    Action {
        apart: true,
        ..Action::reads(
            "list_deliberations",
            "DeliberationService/ListDeliberations",
            "Lists deliberations.",
        )
    }
    .told("{actor} bekijkt welke beraden er zijn", "{actor} looks which deliberations there are"),
    Action::reads("list_parties", "DeliberationService/ListParties", "Lists the parties.")
        .told("{actor} bekijkt de partners", "{actor} looks at the parties"),
    Action::reads(
        "list_members",
        "DeliberationService/ListMembers",
        "Lists the members of one party, or of all.",
    )
    .takes(&[PARTY_ONLY])
    .told(
        "{actor} bekijkt de deelnemers[ van {party}]",
        "{actor} looks at the members[ of {party}]",
    ),
    Action::reads("list_rounds", "DeliberationService/ListRounds", "Lists the rounds.")
        .told("{actor} bekijkt de rondes", "{actor} looks at the rounds"),
    Action::reads(
        "list_statements",
        "ParticipationService/ListStatements",
        "Lists the statements.",
    )
    .told("{actor} bekijkt de stellingen", "{actor} looks at the statements"),
    Action::reads("list_proposals", "ParticipationService/ListProposals", "Lists the proposals.")
        .told("{actor} bekijkt de voorstellen", "{actor} looks at the proposals"),
    Action::reads("list_stances", "ParticipationService/ListStances", "Lists the last stances.")
        .takes(&[ROUND.or(Fill::Nothing), ITEM_ONLY])
        .told(
            "{actor} bekijkt de standpunten[ over {item}][ in ronde {round}]",
            "{actor} looks at the stances[ on {item}][ in round {round}]",
        ),
    Action::reads(
        "list_contributions",
        "ParticipationService/ListContributions",
        "Lists the contributions.",
    )
    .told("{actor} bekijkt de inbreng", "{actor} looks at the contributions"),
    Action::reads("list_responses", "ParticipationService/ListResponses", "Lists the responses.")
        .takes(&[ITEM_ONLY])
        .told(
            "{actor} bekijkt de reacties[ op {item}]",
            "{actor} looks at the responses[ to {item}]",
        ),
    Action::reads(
        "list_dispositions",
        "ParticipationService/ListDispositions",
        "Lists who opened each item and what became of it.",
    )
    .told(
        "{actor} bekijkt wat er met elk punt is gebeurd",
        "{actor} looks what became of each item",
    ),
    Action::reads(
        "list_floor_grants",
        "ParticipationService/ListFloorGrants",
        "Lists the time granted to speak.",
    )
    .told("{actor} bekijkt de spreektijd", "{actor} looks at the time to speak"),
    Action::reads("list_ballots", "ParticipationService/ListBallots", "Lists the last ballots.")
        .takes(&[ROUND.or(Fill::Nothing)])
        .told(
            "{actor} bekijkt de stemmen[ van ronde {round}]",
            "{actor} looks at the ballots[ of round {round}]",
        ),
    Action::reads(
        "list_objections",
        "ParticipationService/ListObjections",
        "Lists the objections.",
    )
    .takes(&[may("proposal", Kind::Uses(Space::Proposal), "Only those to this proposal.")])
    .told(
        "{actor} bekijkt de bezwaren[ tegen {proposal}]",
        "{actor} looks at the objections[ to {proposal}]",
    ),
    Action::reads("list_pulses", "ParticipationService/ListPulses", "Lists the last pulses.")
        .takes(&[ROUND.or(Fill::Nothing)])
        .told(
            "{actor} bekijkt hoe de deelnemers terugkijken[ in ronde {round}]",
            "{actor} looks how the members look back[ in round {round}]",
        ),
    Action::reads(
        "list_commitments",
        "ParticipationService/ListCommitments",
        "Lists the commitments.",
    )
    .told("{actor} bekijkt de afspraken", "{actor} looks at the commitments"),
    Action::reads("list_motions", "DeliberationService/ListMotions", "Lists the motions.")
        .told("{actor} bekijkt de moties", "{actor} looks at the motions"),
    Action::reads(
        "list_working_groups",
        "DeliberationService/ListWorkingGroups",
        "Lists the working groups.",
    )
    .told("{actor} bekijkt de werkgroepen", "{actor} looks at the working groups"),
    Action::reads(
        "get_mandate",
        "DecisionService/GetMandate",
        "Reads what the deciding bodies promised, limited, will deliver and acknowledged.",
    )
    .told(
        "{actor} bekijkt de belofte, de kaders en de voorzieningen",
        "{actor} looks at the mandate",
    ),
    Action::reads("get_outcome", "DecisionService/GetOutcome", "Reads the last outcome.")
        .told("{actor} bekijkt de uitkomst", "{actor} looks at the outcome"),
    Action::reads("list_decisions", "DecisionService/ListDecisions", "Lists the decisions.")
        .told("{actor} bekijkt de besluiten", "{actor} looks at the decisions"),
    Action::reads(
        "list_notices",
        "DecisionService/ListNotices",
        "Lists the deviations and reversals that have to reach every party.",
    )
    .told(
        "{actor} bekijkt de berichten die elke partner moeten bereiken",
        "{actor} looks at the notices that have to reach every party",
    ),
    Action::reads(
        "list_moderations",
        "ModerationService/ListModerations",
        "Lists the moderations.",
    )
    .told("{actor} bekijkt wat verborgen is", "{actor} looks at what is hidden"),
    Action::reads(
        "list_entries",
        "EntryService/ListEntries",
        "Lists what others entered for members.",
    )
    .takes(&[FOR.or(Fill::Nothing)])
    .told(
        "{actor} bekijkt wat anderen invoerden[ voor {for}]",
        "{actor} looks at what others entered[ for {for}]",
    ),
    Action::reads(
        "get_channel_totals",
        "EntryService/GetChannelTotals",
        "Reads the number of entries per closed round, kind and channel.",
    )
    .takes(&[ROUND.or(Fill::Nothing)])
    .told(
        "{actor} bekijkt hoe de inbreng binnenkwam[ in ronde {round}]",
        "{actor} looks how things came in[ in round {round}]",
    ),
    Action::reads(
        "get_convergence",
        "AnalysisService/GetConvergence",
        "Reads the figures of a closed round.",
    )
    .takes(&[ROUND, ITEM_ONLY])
    .told(
        "{actor} bekijkt de cijfers[ over {item}][ van ronde {round}]",
        "{actor} looks at the figures[ on {item}][ of round {round}]",
    ),
    Action::reads(
        "get_convergence_details",
        "AnalysisService/GetConvergenceDetails",
        "Reads the details of a closed round: order, reliability, bridging, reasons.",
    )
    .takes(&[ROUND])
    .told(
        "{actor} bekijkt de bijzonderheden[ van ronde {round}]",
        "{actor} looks at the details[ of round {round}]",
    ),
    Action::reads(
        "get_opinion_map",
        "AnalysisService/GetOpinionMap",
        "Reads who thinks alike, what tells groups apart, and what they share.",
    )
    .takes(&[ROUND, MODE])
    .told(
        "{actor} bekijkt de meningenkaart[ tot en met ronde {round}]",
        "{actor} looks at the opinion map[ up to round {round}]",
    ),
    Action::reads(
        "list_map_statements",
        "AnalysisService/ListMapStatements",
        "Lists the statements of the opinion map.",
    )
    .takes(&[ROUND, MODE])
    .told(
        "{actor} bekijkt wat groepen van de stellingen vinden",
        "{actor} looks what groups think of the statements",
    ),
    Action::reads(
        "list_map_participants",
        "AnalysisService/ListMapParticipants",
        "Lists the participants of the opinion map.",
    )
    .takes(&[ROUND, MODE])
    .told(
        "{actor} bekijkt wie waar op de meningenkaart staat",
        "{actor} looks who is where on the opinion map",
    ),
    Action::reads(
        "get_next_statement",
        "AnalysisService/GetNextStatement",
        "Draws the statement to show a member next.",
    )
    .takes(&[FOR])
    .told(
        "{actor} vraagt om een volgende stelling[ voor {for}]",
        "{actor} asks for a next statement[ for {for}]",
    ),
    Action::reads(
        "get_round_advice",
        "AnalysisService/GetRoundAdvice",
        "Reads the advice after a closed round.",
    )
    .takes(&[ROUND])
    .told(
        "{actor} bekijkt het advies[ na ronde {round}]",
        "{actor} looks at the advice[ after round {round}]",
    ),
    Action::reads(
        "get_ownership",
        "AnalysisService/GetOwnership",
        "Reads who owns the outcome: whose hand is in it, who kept commitments, how it feels.",
    )
    .told("{actor} bekijkt van wie de uitkomst is", "{actor} looks whose the outcome is"),
    Action::reads(
        "get_recognition",
        "AnalysisService/GetRecognition",
        "Reads who was seen, heard and valued.",
    )
    .told(
        "{actor} bekijkt wie gezien, gehoord en gewaardeerd is",
        "{actor} looks who was seen, heard and valued",
    ),
    Action::reads(
        "get_synergy",
        "AnalysisService/GetSynergy",
        "Reads whether the joint plan is better than what any party made by itself.",
    )
    .told(
        "{actor} bekijkt of samen meer was dan alleen",
        "{actor} looks whether together was more than alone",
    ),
    Action::reads(
        "get_party_sensitivity",
        "AnalysisService/GetPartySensitivity",
        "Reads whether the outcome would be another with another party list.",
    )
    .told("{actor} bekijkt waar de uitkomst aan hangt", "{actor} looks what the outcome hangs on"),
    Action::reads(
        "get_integrity",
        "AnalysisService/GetIntegrity",
        "Reads whether promises were kept, and how much of a say there was.",
    )
    .told(
        "{actor} bekijkt of de beloften zijn gehouden",
        "{actor} looks whether promises were kept",
    ),
    Action::reads("list_flags", "AnalysisService/ListFlags", "Lists the points of attention.")
        .told("{actor} bekijkt de aandachtspunten", "{actor} looks at the points of attention"),
    Action::reads(
        "list_traces",
        "AnalysisService/ListTraces",
        "Lists what happened with what parties brought in.",
    )
    .takes(&[ITEM_ONLY, PARTY_ONLY])
    .told(
        "{actor} bekijkt wat er met de inbreng is gebeurd[: {item}][ van {party}]",
        "{actor} looks what happened with what was brought in[: {item}][ by {party}]",
    ),
    Action::reads(
        "list_advice",
        "AnalysisService/ListAdvice",
        "Lists what asks for the facilitator's attention.",
    )
    .told("{actor} bekijkt wat om aandacht vraagt", "{actor} looks what asks for attention"),
    Action::reads("explain_figure", "AnalysisService/ExplainFigure", "Explains one figure.")
        .takes(&[
            must("figure", Kind::Text(100), "Name of the figure."),
            ITEM_ONLY,
            PARTY_ONLY,
            ROUND.or(Fill::Nothing),
        ])
        .told(
            "{actor} laat een cijfer uitleggen: {figure}[ over {item}][ van {party}]",
            "{actor} has a figure explained: {figure}[ on {item}][ of {party}]",
        ),
    Action::reads(
        "get_report",
        "AnalysisService/GetReport",
        "Reads everything of the deliberation.",
    )
    .told("{actor} leest het verslag", "{actor} reads the report"),
    Action::reads("export", "LogService/Export", "Exports the log and counts its records.")
        .told("{actor} haalt het logboek op", "{actor} takes the log along"),
    Action::reads("verify", "LogService/Export", "Exports the log and verifies it.")
        .told("{actor} rekent het logboek na", "{actor} verifies the log"),
    Action::reads(
        "get_checkpoint",
        "LogService/GetCheckpoint",
        "Reads the signed head of the log.",
    )
    .told("{actor} bekijkt de ondertekende kop van het logboek", "{actor} looks at the log's head"),
    Action::reads(
        "list_checkpoints",
        "LogService/ListCheckpoints",
        "Lists the signed commits with a close, figures, a conclusion or a decision.",
    )
    .told("{actor} bekijkt de controlepunten", "{actor} looks at the checkpoints"),
    Action {
        apart: true,
        ..Action::reads(
            "get_server_info",
            "ServerService/GetServerInfo",
            "Reads what the server is.",
        )
    }
    .told("{actor} bekijkt welke server dit is", "{actor} looks what server this is"),
];
