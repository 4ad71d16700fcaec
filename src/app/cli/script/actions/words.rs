//! The enums of the contract as a script writes them, and the words in which they are told.

use crate::app::cli::script::kind::Choice;

/// Reasons of refusal, in capitals as the contract has them.
pub const REASON: Choice = upper("beraad.v1.Reason", "REASON_");
/// Why a figure has no value.
pub const UNDEFINED: Choice = upper("beraad.v1.UndefinedReason", "UNDEFINED_REASON_");
/// What the stop rule advises.
pub const ADVICE: Choice = upper("beraad.v1.RoundAdvice", "ROUND_ADVICE_");

pub(super) const MAP_MODE: Choice = lower("beraad.v1.MapMode", "MAP_MODE_", &[]);
pub(super) const ROLE: Choice = lower("beraad.v1.Role", "ROLE_", &[]);
pub(super) const PARTY_KIND: Choice = lower(
    "beraad.v1.PartyKind",
    "PARTY_KIND_",
    &[
        ("inwoners", "residents"),
        ("ondernemers", "entrepreneurs"),
        ("betaalde professionals", "paid professionals"),
        ("onbetaalde professionals", "unpaid professionals"),
        ("gemeente", "municipality"),
        ("anders", "other"),
    ],
);
pub(super) const ACTIVITY: Choice = lower(
    "beraad.v1.Activity",
    "ACTIVITY_",
    &[
        ("inbreng geven", "contribute"),
        ("voorstellen", "propose"),
        ("reageren", "respond"),
        ("standpunt geven", "rate"),
        ("stemmen", "ballot"),
        ("toezeggen", "commit"),
        ("terugkijken", "reflect"),
    ],
);
pub(super) const CHANNEL: Choice = lower(
    "beraad.v1.Channel",
    "CHANNEL_",
    &[("app", "app"), ("papier", "paper"), ("bijeenkomst", "meeting"), ("telefoon", "telephone")],
);
pub(super) const SCOPE: Choice = lower("beraad.v1.ErasureScope", "ERASURE_SCOPE_", &[]);
pub(super) const VISIBILITY: Choice = lower(
    "beraad.v1.StanceVisibility",
    "STANCE_VISIBILITY_",
    &[("op naam", "by name"), ("onder een schuilnaam", "under a pseudonym"), ("geheim", "secret")],
);
pub(super) const MISSING: Choice = lower("beraad.v1.MissingGrades", "MISSING_GRADES_", &[]);
pub(super) const RULE: Choice = lower(
    "beraad.v1.DecisionRuleKind",
    "DECISION_RULE_KIND_",
    &[
        ("consent", "consent"),
        ("ruime meerderheid met een bodem per groep", "large majority with a floor per group"),
        ("Condorcet", "Condorcet"),
        ("Schulze", "Schulze"),
        ("gerangschikte paren", "ranked pairs"),
        ("meerderheidsoordeel", "majority judgment"),
        ("STAR", "STAR"),
        ("som van cijfers", "score"),
        ("goedkeuring", "approval"),
        ("gelijke aandelen", "equal shares"),
        ("Phragmén", "sequential Phragmén"),
        ("budget op volgorde van stemmen", "budget in order of votes"),
        ("budget met gelijke aandelen", "budget by equal shares"),
        ("budget met gelijke aandelen, opgehoogd", "budget by equal shares, raised"),
        (
            "budget met gelijke aandelen, opgehoogd en aangevuld",
            "budget by equal shares, raised and completed",
        ),
    ],
);
pub(super) const PARTITION: Choice = lower("beraad.v1.PartitionKind", "PARTITION_KIND_", &[]);
pub(super) const AUTHORITY_ROLE: Choice = lower(
    "beraad.v1.AuthorityRole",
    "AUTHORITY_ROLE_",
    &[("beslist", "decides"), ("maakt mogelijk", "facilitates")],
);
pub(super) const BODY_KIND: Choice = lower("beraad.v1.BodyKind", "BODY_KIND_", &[]);
pub(super) const ADMISSION: Choice = lower("beraad.v1.Admission", "ADMISSION_", &[]);
pub(super) const CONTRIBUTION: Choice = lower(
    "beraad.v1.ContributionKind",
    "CONTRIBUTION_KIND_",
    &[
        ("perspectief", "perspective"),
        ("zorg", "concern"),
        ("idee", "idea"),
        ("vraag", "question"),
        ("informatie", "information"),
    ],
);
pub(super) const RESPONSE: Choice = lower(
    "beraad.v1.ResponseKind",
    "RESPONSE_KIND_",
    &[
        ("antwoord", "an answer"),
        ("steun", "support"),
        ("tegenspraak", "a counter"),
        ("erkenning van het overwegend bezwaar", "an acknowledgement of the objection"),
    ],
);
pub(super) const DISPOSITION: Choice = lower(
    "beraad.v1.Disposition",
    "DISPOSITION_",
    &[
        ("overgenomen", "adopted"),
        ("afgewezen met een reden", "rejected with a reason"),
        ("afgewezen zonder reden", "rejected without a reason"),
        ("uitgesteld", "deferred"),
        ("open", "open"),
    ],
);
pub(super) const CONSENT: Choice = lower(
    "beraad.v1.ConsentStance",
    "CONSENT_STANCE_",
    &[
        ("instemming", "consent"),
        ("een zorg", "a concern"),
        ("een overwegend bezwaar", "a paramount objection"),
        ("een onthouding", "an abstention"),
    ],
);
pub(super) const VOTE: Choice = lower(
    "beraad.v1.Vote",
    "VOTE_",
    &[("voor", "for"), ("tegen", "against"), ("onthouding", "abstention")],
);
pub(super) const OBJECTION_END: Choice = lower(
    "beraad.v1.ObjectionEndKind",
    "OBJECTION_END_KIND_",
    &[
        ("verwerkt in een nieuwe versie", "integrated in a later version"),
        ("ingetrokken", "withdrawn"),
        ("niet beargumenteerd", "not argued"),
    ],
);
pub(super) const LEVEL: Choice = lower(
    "beraad.v1.ParticipationLevel",
    "PARTICIPATION_LEVEL_",
    &[
        ("informeren", "inform"),
        ("raadplegen", "consult"),
        ("adviseren", "advise"),
        ("coproduceren", "co-produce"),
        ("meebeslissen", "co-decide"),
    ],
);
pub(super) const FLAG: Choice = lower(
    "beraad.v1.FlagCode",
    "FLAG_CODE_",
    &[
        ("een kader dat laat kwam", "a late precondition"),
        ("een tekst die vooraf vaststond", "a text fixed beforehand"),
        ("onbeantwoorde inbreng", "input without an answer"),
        ("een onverklaarde afwijking", "an unexplained deviation"),
        ("terugdraaien", "a reversal"),
        ("late informatie", "late information"),
        ("ongelijke spreektijd", "unequal time to speak"),
        ("eenzijdig opschuiven", "one-sided movement"),
        ("weinig wederkerigheid", "low reciprocity"),
        ("verschil tussen papier en gevoel", "a gap between paper and feeling"),
        ("minder zeggenschap dan beloofd", "less of a say than promised"),
        ("een besluit voor de sluiting", "a decision before the close"),
        ("een partner die niet was uitgenodigd", "a party that was not invited"),
        ("een verlaagde belofte", "a lowered promise"),
        ("een gemiste termijn", "a missed term"),
        (
            "een afspraak van de gemeente die niet is nagekomen",
            "a commitment of the authority not kept",
        ),
        ("dezelfde reden bij veel onderdelen", "one reason under many items"),
    ],
);
pub(super) const GROUND: Choice = lower(
    "beraad.v1.DeviationGround",
    "DEVIATION_GROUND_",
    &[
        ("een kader", "a precondition"),
        ("iets van buiten dat bindt", "something external that binds"),
        ("een formele procedure", "a formal procedure"),
    ],
);
pub(super) const CLAUSE_STATUS: Choice = lower(
    "beraad.v1.ClauseStatusKind",
    "CLAUSE_STATUS_KIND_",
    &[
        ("overgenomen", "honoured"),
        ("gewijzigd met instemming", "amended with consent"),
        ("anders, om een kader", "otherwise, on a precondition"),
        ("anders, door iets van buiten dat bindt", "otherwise, bound from outside"),
        ("later, na een formele procedure", "later, after a formal procedure"),
        ("anders, na een andere afweging", "otherwise, after a change of mind"),
        ("teruggedraaid", "reversed"),
        ("nog niet besloten", "not decided yet"),
    ],
);

const fn lower(
    name: &'static str,
    prefix: &'static str,
    told: &'static [(&'static str, &'static str)],
) -> Choice {
    Choice { name, prefix, lower: true, told }
}

const fn upper(name: &'static str, prefix: &'static str) -> Choice {
    Choice { lower: false, ..lower(name, prefix, &[]) }
}
