//! The refusals in plain Dutch, for the person behind the caller. The facts are those of the
//! English messages; only the words around them differ.

use crate::domain::rejection::Rejection;
use crate::engine::error::EngineError;

/// Says in one Dutch sentence what the domain refuses and what to do about it.
pub(super) fn rejection(rejection: &Rejection) -> String {
    let mut sentence = template(rejection).to_owned();
    for (key, value) in values(rejection) {
        sentence = sentence.replace(&format!("{{{key}}}"), &in_words(key, &value));
    }
    sentence
}

/// Says in one Dutch sentence why the engine gives no result and what to do about it.
pub(super) fn engine(error: &EngineError) -> String {
    match error {
        EngineError::Rejected(refused) => rejection(refused),
        EngineError::RequestReused => "Dit aanvraagnummer (request_id) hoort al bij een andere \
             aanvraag; gebruik een nieuw nummer voor een nieuwe aanvraag."
            .to_owned(),
        EngineError::Busy { most } => format!(
            "Het is nu te druk in dit beraad: er kunnen hoogstens {most} aanvragen wachten; \
             probeer het later opnieuw."
        ),
        EngineError::OutcomeUnknown(_) => "Het is niet zeker of dit is opgeslagen; stuur het \
             opnieuw met hetzelfde aanvraagnummer (request_id)."
            .to_owned(),
        EngineError::NotWritten(_) => "Dit kon niet worden opgeslagen en er is niets veranderd; \
             probeer het later opnieuw."
            .to_owned(),
        EngineError::Unreadable(_) => "Iets wat is opgeslagen, is niet te lezen; meld dit bij de \
             beheerder en noem het incidentnummer."
            .to_owned(),
        EngineError::NotReached { wanted, actual } => format!(
            "Volgnummer {wanted} is er nog niet, het laatste is {actual}; probeer het opnieuw."
        ),
        EngineError::Bug(_) => "Er ging iets mis in de dienst; meld dit bij de beheerder en noem \
             het incidentnummer."
            .to_owned(),
    }
}

/// The sentence, with the names of its facts in braces.
fn template(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::DeliberationUnknown => DELIBERATION_UNKNOWN,
        Rejection::DeliberationExists => DELIBERATION_EXISTS,
        Rejection::PartyUnknown(_) => PARTY_UNKNOWN,
        Rejection::MemberUnknown(_) => MEMBER_UNKNOWN,
        Rejection::ItemUnknown(_) => ITEM_UNKNOWN,
        Rejection::RoundUnknown { last: 0, .. } => ROUND_NONE,
        Rejection::RoundUnknown { .. } => ROUND_UNKNOWN,
        Rejection::IdTaken(_) => ID_TAKEN,
        Rejection::PhaseNotAllowed { .. } => PHASE_NOT_ALLOWED,
        Rejection::ActivityNotOpen { .. } => ACTIVITY_NOT_OPEN,
        Rejection::RoundClosed { .. } => ROUND_CLOSED,
        Rejection::RoundNotClosed { .. } => ROUND_NOT_CLOSED,
        Rejection::StillSealed { .. } => STILL_SEALED,
        Rejection::PartiesTooFew { .. } => PARTIES_TOO_FEW,
        Rejection::CharterNotAccepted { .. } => CHARTER_NOT_ACCEPTED,
        Rejection::AlreadyAccepted(_) => ALREADY_ACCEPTED,
        Rejection::ChallengeMissing => CHALLENGE_MISSING,
        Rejection::CharterMissing => CHARTER_MISSING,
        Rejection::CharterFrozen => CHARTER_FROZEN,
        Rejection::FramingStale { .. } => FRAMING_STALE,
        Rejection::VersionStale { .. } => VERSION_STALE,
        Rejection::StanceOutOfScale { .. } => STANCE_OUT_OF_SCALE,
        Rejection::AdviceNeedsReason { .. } => ADVICE_NEEDS_REASON,
        Rejection::ClosingTimePast => CLOSING_TIME_PAST,
        Rejection::MemberListFixed(_) => MEMBER_LIST_FIXED,
        Rejection::NothingToRate => NOTHING_TO_RATE,
        Rejection::SpokespersonTaken(_) => SPOKESPERSON_TAKEN,
        Rejection::VisibilityNotAvailable => VISIBILITY_NOT_AVAILABLE,
        Rejection::ActivityNotAvailable(_) => ACTIVITY_NOT_AVAILABLE,
        Rejection::NothingToExtend => NOTHING_TO_EXTEND,
        Rejection::TallyRecorded => TALLY_RECORDED,
        Rejection::AlreadyErased(_) => ALREADY_ERASED,
        Rejection::EtagMismatch { .. } => ETAG_MISMATCH,
        Rejection::RoleNotAllowed { .. } => ROLE_NOT_ALLOWED,
        Rejection::MemberNotYours(_) => MEMBER_NOT_YOURS,
        Rejection::SpokespersonRequired(_) => SPOKESPERSON_REQUIRED,
        Rejection::LimitReached { .. } => LIMIT_REACHED,
    }
}

const DELIBERATION_UNKNOWN: &str =
    "Dit beraad bestaat niet; maak het eerst aan, of controleer de naam.";
const DELIBERATION_EXISTS: &str =
    "Dit beraad bestaat al; kies een andere code (deliberation_id) of laat de code leeg.";
const PARTY_UNKNOWN: &str =
    "Partner {party} hoort niet bij dit beraad; voeg de partner eerst toe, of controleer de code.";
const MEMBER_UNKNOWN: &str = "Deze deelnemer is hier niet bekend: {member}; gebruik de naam die \
    bij het toevoegen is gegeven, of die van de partner als die geen deelnemers heeft.";
const ITEM_UNKNOWN: &str = "Dit is er niet, of is voor u niet te zien: {item}; voeg het eerst \
    toe, of controleer de code.";
const ROUND_NONE: &str =
    "Ronde {round} is er nog niet: er ging nog geen ronde open; wacht op de eerste ronde.";
const ROUND_UNKNOWN: &str =
    "Ronde {round} is er niet, de laatste is ronde {last}; kies een ronde die er is.";
const ID_TAKEN: &str =
    "Deze code is al in gebruik: {id}; kies een andere code of laat de code leeg.";
const PHASE_NOT_ALLOWED: &str = "Het is nu niet mogelijk om {command}, want de fase is \
    ‘{phase}’; het kan wel in: {allowed}.";
const ACTIVITY_NOT_OPEN: &str = "Ronde {round} is niet bedoeld om {activity}; wacht op een ronde \
    waarin dat wel kan.";
const ROUND_CLOSED: &str = "Ronde {round} is gesloten (fase: {phase}) en wat u geeft telt alleen \
     in de ronde waarin u het geeft; geef het in de volgende ronde waarin dat kan.";
const ROUND_NOT_CLOSED: &str = "Ronde {round} is nog niet gesloten en tot die tijd ziet niemand \
    wat de standpunten opleveren; vraag het opnieuw als de ronde gesloten is.";
const STILL_SEALED: &str = "Een versie hiervan blijft verzegeld tot ronde {round} gesloten is: \
    {item}; geef er in een latere ronde een standpunt of een vervolg op.";
const PARTIES_TOO_FEW: &str =
    "Een beraad heeft minstens twee partners nodig en dit heeft er {actual}; voeg een partner toe.";
const CHARTER_NOT_ACCEPTED: &str = "Nog niet alle partners zijn akkoord met versie {charter} van \
    de spelregels en versie {challenge} van de opgave; vraag het nog aan deze {count}: {parties}.";
const ALREADY_ACCEPTED: &str =
    "Partner {party} is al akkoord met deze spelregels en deze opgave; er is niets meer nodig.";
const CHALLENGE_MISSING: &str = "Er is nog geen opgave; schrijf eerst de opgave.";
const CHARTER_MISSING: &str = "Er zijn nog geen spelregels; leg eerst de spelregels vast.";
const CHARTER_FROZEN: &str = "Opgave en spelregels staan vast sinds ronde 1, want daarmee gingen \
    alle partners akkoord; begin een nieuw beraad als het anders moet.";
const FRAMING_STALE: &str = "Versie {expected} van {what} is niet de huidige, dat is versie \
    {actual}; lees die en ga daarmee akkoord.";
const VERSION_STALE: &str = "Versie {expected} is niet de huidige van {item}, dat is versie \
    {actual}; lees die en gebruik die.";
const STANCE_OUT_OF_SCALE: &str = "Standpunt {value} past niet op de schaal van {lo} tot en met \
    {hi}; geef een heel getal op de schaal, of sla deze over.";
const ADVICE_NEEDS_REASON: &str = "Dit wijkt af van het rondeadvies over {item} ({advice}); geef \
    een reden, die iedereen kan lezen.";
const CLOSING_TIME_PAST: &str = "De sluitingstijd is al voorbij; kies een later moment.";
const MEMBER_LIST_FIXED: &str = "Partner {party} deed al mee als enige deelnemer en kan geen \
    deelnemers meer krijgen; voeg deze mensen toe als een eigen partner.";
const NOTHING_TO_RATE: &str = "Er is nog niets om een standpunt over te geven; voeg eerst een \
    stelling of een voorstel toe, of open de ronde ook voor inbreng.";
const SPOKESPERSON_TAKEN: &str =
    "Partner {party} heeft al een woordvoerder; voeg deze deelnemer toe zonder die rol.";
const VISIBILITY_NOT_AVAILABLE: &str = "In deze versie staat bij elk standpunt wie het gaf; kies \
    daarom STANCE_VISIBILITY_ATTRIBUTED.";
const ACTIVITY_NOT_AVAILABLE: &str =
    "In deze versie is er nog geen ronde om {activity}; laat deze activiteit weg.";
const NOTHING_TO_EXTEND: &str =
    "Er is nog geen ronde om te verlengen; open ronde 1 als gewone ronde.";
const TALLY_RECORDED: &str =
    "De cijfers van deze telling liggen al vast en blijven zo; er is niets meer nodig.";
const ALREADY_ERASED: &str = "De inhoud van {member} is al gewist; er is niets meer te wissen.";
const ETAG_MISMATCH: &str = "Dit beraad is intussen veranderd, van stand {expected} naar stand \
    {actual}; lees het opnieuw en kies dan.";
const ROLE_NOT_ALLOWED: &str =
    "Met de rol {role} is het niet mogelijk om {command}; dat doet {needed}.";
const MEMBER_NOT_YOURS: &str = "U kunt dit niet doen voor {member}; laat de deelnemer het zelf \
    doen, of de app waarmee de deelnemer is verbonden.";
const SPOKESPERSON_REQUIRED: &str = "Partner {party} heeft een woordvoerder, en alleen die kan \
    akkoord gaan voor de partner; vraag het de woordvoerder.";
const LIMIT_REACHED: &str =
    "Er kunnen hoogstens {limit} {name} zijn en dit worden er {actual}; splits het op.";

/// The facts, and what a message says beyond them.
fn values(rejection: &Rejection) -> Vec<(&'static str, String)> {
    let mut values = rejection.facts();
    if let Rejection::PhaseNotAllowed { command, .. } | Rejection::RoleNotAllowed { command, .. } =
        rejection
    {
        values.push(("command", (*command).to_owned()));
    }
    if let Rejection::CharterNotAccepted { charter, challenge, .. } = rejection {
        values.push(("charter", charter.to_string()));
        values.push(("challenge", challenge.to_string()));
    }
    values
}

/// A value in Dutch words; an id or a number stays as it is.
fn in_words(key: &str, value: &str) -> String {
    let word = match key {
        "phase" => phase(value),
        "allowed" => return allowed(value),
        "activity" => activity(value),
        "command" => command(value),
        "role" => role(value),
        "needed" => needed(value),
        "advice" => advice(value),
        "name" | "what" => thing(value),
        "parties" => return value.replace(" and ", " en nog ").replace(" more", ""),
        "item" | "member" | "id" => return path(value),
        _ => value,
    };
    word.to_owned()
}

/// `proposals/p/versions/2` as `versie 2 van voorstel p`.
fn path(path: &str) -> String {
    let mut parts = path.split('/');
    let mut words = String::new();
    while let (Some(first), id) = (parts.next(), parts.next()) {
        let part = id.map_or(first.to_owned(), |id| format!("{} {id}", thing(first)));
        let rest = if words.is_empty() { "" } else { " van " };
        words = format!("{part}{rest}{words}");
    }
    words
}

fn thing(name: &str) -> &str {
    match name {
        "charter" => "de spelregels",
        "challenge" => "de opgave",
        "parties" => "partner",
        "members" => "deelnemer",
        "statements" => "stelling",
        "proposals" => "voorstel",
        "versions" => "versie",
        "PARTIES_MAX" => "partners",
        "MEMBERS_MAX" => "deelnemers",
        "ITEMS_MAX" => "stellingen en voorstellen",
        "VERSIONS_MAX" => "versies van een voorstel",
        "FRAMING_VERSIONS_MAX" => "versies van de opgave of de spelregels",
        "ROUNDS_MAX" => "rondes",
        other => other,
    }
}

fn allowed(phases: &str) -> String {
    match phases {
        "no phase: it begins one" => "geen enkele fase, want een beraad begint ermee".to_owned(),
        "every phase" => "elke fase".to_owned(),
        list => list.split(", ").map(phase).collect::<Vec<_>>().join(", "),
    }
}

fn phase(name: &str) -> &str {
    match name {
        "absent" => "nog niet begonnen",
        "draft" => "voorbereiding",
        "ready" => "klaar voor de start",
        "round_open" => "open ronde",
        "tallying" => "telling",
        "between" => "tussen rondes",
        "concluded" => "afgerond",
        "follow_up" => "opvolging",
        "closed" => "gesloten",
        "cancelled" => "gestopt",
        other => other,
    }
}

fn activity(name: &str) -> &str {
    match name {
        "contribute" => "inbreng te geven",
        "propose" => "voorstellen te doen",
        "respond" => "te reageren",
        "rate" => "standpunten te geven",
        "ballot" => "te stemmen",
        "commit" => "afspraken te maken",
        "reflect" => "terug te kijken",
        other => other,
    }
}

fn command(name: &str) -> &str {
    match name {
        "create_deliberation" => "een beraad te starten",
        "revise_challenge" => "de opgave te wijzigen",
        "set_charter" => "de spelregels vast te leggen",
        "add_party" => "een partner toe te voegen",
        "add_member" => "een deelnemer toe te voegen",
        "accept_charter" => "akkoord te gaan met de spelregels",
        "declare_ready" => "het beraad klaar te melden voor de start",
        "open_round" => "een ronde te openen",
        "close_round" => "de ronde te sluiten",
        "conclude" => "het beraad af te ronden",
        "start_follow_up" => "met de opvolging te beginnen",
        "close_deliberation" => "het beraad te sluiten",
        "cancel_deliberation" => "het beraad te stoppen",
        "add_statement" => "een stelling toe te voegen",
        "add_proposal_version" => "een voorstel te doen of te wijzigen",
        "cast_stance" => "een standpunt te geven",
        "erase" => "inhoud te wissen",
        "tick" => "een ronde op tijd te sluiten",
        "record_figures" => "cijfers vast te leggen",
        other => other,
    }
}

fn role(name: &str) -> &str {
    match name {
        "facilitator" => "procesbegeleider",
        "member" => "deelnemer",
        "spokesperson" => "woordvoerder",
        "clerk" => "secretaris van het besluitnemend orgaan",
        "observer" => "toeschouwer",
        "auditor" => "controleur",
        "admin" => "beheerder",
        "engine" => "de dienst zelf",
        other => other,
    }
}

fn needed(roles: &str) -> &str {
    match roles {
        "facilitator" => "de procesbegeleider",
        "facilitator or app" => "de procesbegeleider of een app",
        "facilitator, or name the member who gives it" => {
            "de procesbegeleider, of noem de deelnemer van wie de inbreng is"
        }
        "member, spokesperson or app" => "een deelnemer, een woordvoerder of een app",
        "admin or facilitator" => "de beheerder of de procesbegeleider",
        "the service itself" => "de dienst zelf",
        other => other,
    }
}

fn advice(name: &str) -> &str {
    match name {
        "NOT_APPLICABLE" => "niet van toepassing",
        "EXTEND_ROUND" => "houd de ronde langer open",
        "CONTINUE" => "houd nog een ronde",
        "RESOLVE_OBJECTION" => "praat eerst met wie sterk tegen is",
        "STOP_CONSENSUS_FOR" => "stop, er is steun",
        "STOP_CONSENSUS_AGAINST" => "stop, er is geen steun",
        "STALEMATE_POLARISED" => "kies een andere werkwijze, er zijn twee kampen",
        "STOP_STABLE_DISSENT" => "stop, de verschillen blijven",
        "STOP_MAX_ROUNDS" => "stop, dit was de laatste ronde",
        other => other,
    }
}

#[cfg(test)]
mod tests;
