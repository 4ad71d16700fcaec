//! The sentences, one for each refusal.

use crate::domain::rejection::Rejection;

/// The sentence, with the names of its facts in braces.
pub(super) fn template(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::DeliberationUnknown => DELIBERATION_UNKNOWN,
        Rejection::DeliberationExists => DELIBERATION_EXISTS,
        Rejection::PartyUnknown(_) => PARTY_UNKNOWN,
        Rejection::MemberUnknown(_) => MEMBER_UNKNOWN,
        Rejection::ItemUnknown(_) => ITEM_UNKNOWN,
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
        Rejection::NothingToExtend => NOTHING_TO_EXTEND,
        Rejection::TallyRecorded => TALLY_RECORDED,
        Rejection::AlreadyErased(_) => ALREADY_ERASED,
        Rejection::EtagMismatch { .. } => ETAG_MISMATCH,
        Rejection::RoleNotAllowed { .. } => ROLE_NOT_ALLOWED,
        Rejection::MemberNotYours(_) => MEMBER_NOT_YOURS,
        Rejection::SpokespersonRequired(_) => SPOKESPERSON_REQUIRED,
        Rejection::LimitReached { .. } => LIMIT_REACHED,
        Rejection::RoundUnknown { .. }
        | Rejection::BodyUnknown(_)
        | Rejection::GroupUnknown(_)
        | Rejection::ClauseUnknown(_)
        | Rejection::NumberUnknown(..)
        | Rejection::AlreadySettled(..)
        | Rejection::AuthorityMissing
        | Rejection::AuthorityFacilitates(_)
        | Rejection::PreconditionLate(_)
        | Rejection::ReasonMissing(_)
        | Rejection::ConsentMissing(..)
        | Rejection::BodyNotCompetent { .. }
        | Rejection::ReadingTime(..)
        | Rejection::TermRunning(..)
        | Rejection::AdmissionClosed
        | Rejection::AdmissionByConsent
        | Rejection::CharterCore
        | Rejection::NotInvited(..)
        | Rejection::RuleNotAvailable(_)
        | Rejection::RuleNeedsBallots(_)
        | Rejection::BallotPlan
        | Rejection::BallotForm(..)
        | Rejection::OptionUnknown(_)
        | Rejection::NothingToDecide
        | Rejection::NotTheAuthor(_)
        | Rejection::OwnAct(..)
        | Rejection::NothingToAccept
        | Rejection::PartiesNotReached { .. }
        | Rejection::DecisionPending(_)
        | Rejection::NothingToReverse
        | Rejection::EvidenceMissing
        | Rejection::InitiatorNotYou => of_an_act(rejection),
        Rejection::AlreadyModerated | Rejection::AlreadyCountersigned(..) => of_an_act(rejection),
    }
}

/// The same for rounds that are not there, and for what people do once the framing is made.
fn of_an_act(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::RoundUnknown { last: 0, .. } => ROUND_NONE,
        Rejection::RoundUnknown { .. } => ROUND_UNKNOWN,
        Rejection::BodyUnknown(_) => BODY_UNKNOWN,
        Rejection::GroupUnknown(_) => GROUP_UNKNOWN,
        Rejection::ClauseUnknown(_) => CLAUSE_UNKNOWN,
        Rejection::NumberUnknown("promise", 0) => PROMISE_NONE,
        Rejection::NumberUnknown(..) => NUMBER_UNKNOWN,
        Rejection::AlreadySettled(..) => ALREADY_SETTLED,
        Rejection::AuthorityMissing => AUTHORITY_MISSING,
        Rejection::AuthorityFacilitates(_) => AUTHORITY_FACILITATES,
        Rejection::PreconditionLate(_) => PRECONDITION_LATE,
        Rejection::ReasonMissing(_) => REASON_MISSING,
        Rejection::ConsentMissing(..) => CONSENT_MISSING,
        Rejection::BodyNotCompetent { .. } => BODY_NOT_COMPETENT,
        Rejection::ReadingTime(..) => READING_TIME,
        Rejection::TermRunning(..) => TERM_RUNNING,
        Rejection::AdmissionClosed => ADMISSION_CLOSED,
        Rejection::AdmissionByConsent => ADMISSION_BY_CONSENT,
        Rejection::CharterCore => CHARTER_CORE,
        Rejection::NotInvited(..) => NOT_INVITED,
        Rejection::RuleNotAvailable(_) => RULE_NOT_AVAILABLE,
        Rejection::RuleNeedsBallots(_) => RULE_NEEDS_BALLOTS,
        Rejection::BallotPlan => BALLOT_PLAN,
        Rejection::BallotForm(..) => BALLOT_FORM,
        Rejection::OptionUnknown(_) => OPTION_UNKNOWN,
        Rejection::NothingToDecide => NOTHING_TO_DECIDE,
        Rejection::NotTheAuthor(_) => NOT_THE_AUTHOR,
        Rejection::OwnAct(..) => OWN_ACT,
        Rejection::NothingToAccept => NOTHING_TO_ACCEPT,
        Rejection::PartiesNotReached { .. } => PARTIES_NOT_REACHED,
        Rejection::DecisionPending(Some(_)) => DECISION_PENDING,
        Rejection::DecisionPending(None) => DECISION_OPEN,
        Rejection::NothingToReverse => NOTHING_TO_REVERSE,
        Rejection::EvidenceMissing => EVIDENCE_MISSING,
        Rejection::AlreadyModerated => ALREADY_MODERATED,
        Rejection::AlreadyCountersigned(..) => ALREADY_COUNTERSIGNED,
        Rejection::InitiatorNotYou => INITIATOR_NOT_YOU,
        _ => unreachable!("template sends nothing else here"),
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
const BODY_UNKNOWN: &str =
    "De spelregels noemen dit besluitnemend orgaan niet: {body}; noem het eerst in de spelregels.";
const GROUP_UNKNOWN: &str =
    "Deze werkgroep is er niet: {group}; noem de werkgroep in de spelregels, of vorm die eerst.";
const CLAUSE_UNKNOWN: &str =
    "Dit is er niet, of kan hier niet worden genoemd: {clause}; controleer de code.";
const PROMISE_NONE: &str =
    "Dit besluitnemend orgaan heeft hier nog geen belofte gedaan; leg eerst de belofte vast.";
const NUMBER_UNKNOWN: &str = "Er is niets met dit nummer: {what} {number}; gebruik het nummer \
    uit het antwoord dat u bij het vastleggen kreeg.";
const ALREADY_SETTLED: &str = "Dit is al afgehandeld: {what} {number}; er is niets meer nodig.";
const AUTHORITY_MISSING: &str = "De spelregels noemen geen partner met een besluitnemend orgaan; \
    noem die in de spelregels, of laat dit weg.";
const AUTHORITY_FACILITATES: &str = "Partner {party} helpt in dit beraad met antwoorden en \
    voorzieningen en doet zelf geen voorstellen; geef dit als inbreng.";
const PRECONDITION_LATE: &str = "Kader {precondition} kwam na de opening van ronde 1 en kan \
    daarom geen grond zijn om af te wijken; noem een andere grond.";
const REASON_MISSING: &str =
    "Hier is een reden nodig, die alle partners kunnen lezen, voor {what}; geef die reden.";
const CONSENT_MISSING: &str = "In ronde {round} is dit voorstel niet met stembiljetten \
    aangenomen, dus is daar geen instemming; noem de stemronde waarin dat wel zo is, of een \
    andere grond.";
const BODY_NOT_COMPETENT: &str = "Over {clause} gaat besluitnemend orgaan {competent}, niet \
    {body}; laat {competent} hierover beslissen.";
const READING_TIME: &str = "Er is nieuwe informatie en de leestijd loopt tot {until}, en tot dan \
    sluit er geen ronde; sluit de ronde daarna.";
const TERM_RUNNING: &str = "Tot {until} kan {who} dit nog zelf zeggen; wacht tot dat moment.";
const ADMISSION_CLOSED: &str = "Volgens de spelregels komt er na de opening van ronde 1 geen \
    partner meer bij; leg een wijziging van de spelregels voor aan alle partners.";
const ADMISSION_BY_CONSENT: &str = "Volgens de spelregels komt er na de opening van ronde 1 \
    alleen een partner bij als alle partners instemmen; leg het aan alle partners voor.";
const CHARTER_CORE: &str = "De schaal en wie standpunten mag zien blijven zoals alle partners ze \
    kozen, want daarmee zijn standpunten gegeven; begin een nieuw beraad als het anders moet.";
const NOT_INVITED: &str = "Partner {party} doet niet mee in ronde {round}; wacht op een ronde \
    waarin deze partner wel meedoet.";
const RULE_NOT_AVAILABLE: &str = "De beslisregel {rule} is er in deze versie niet; kies \
    instemming of ruime meerderheid met ondergrens.";
const RULE_NEEDS_BALLOTS: &str = "Zonder stemronde kan een beraad alleen eindigen met instemming \
    of ruime meerderheid met ondergrens; gebruik {rule} in een stemronde.";
const BALLOT_PLAN: &str = "Een stemronde heeft altijd een stemplan en een andere ronde nooit; \
    geef de activiteit stemmen en het stemplan samen, of geen van beide.";
const BALLOT_FORM: &str =
    "Bij de beslisregel {rule} hoort een ander soort stembiljet; geef een stembiljet met {form}.";
const OPTION_UNKNOWN: &str = "Dit staat niet op het stembiljet van deze ronde, of staat er \
    dubbel op: {item}; kijk in de ronde wat u kunt kiezen en noem alles één keer.";
const NOTHING_TO_DECIDE: &str =
    "Voor een stemronde is een voorstel nodig dat iedereen kan zien; voeg eerst een voorstel toe.";
const NOT_THE_AUTHOR: &str =
    "Dit kan alleen de partner doen van wie het is: {what}; vraag het die partner.";
const OWN_ACT: &str = "Partner {party} kan niet {act}; vraag of noem een andere partner.";
const NOTHING_TO_ACCEPT: &str =
    "Er is geen bewerking die op deze partner wacht; er is niets meer nodig.";
const PARTIES_NOT_REACHED: &str = "De uitleg is nog niet bevestigd door deze {count} en zij \
    staan niet als onbereikbaar vastgelegd: {parties}; zorg eerst dat de uitleg bij hen aankomt.";
const DECISION_PENDING: &str = "Een besluitnemend orgaan heeft nog tot {until} voor zijn \
    standpunt; leg dat standpunt vast, of wacht tot dat moment.";
const DECISION_OPEN: &str =
    "Een besluitnemend orgaan moet zijn standpunt nog geven; leg dat standpunt vast als het er is.";
const NOTHING_TO_REVERSE: &str = "Over deze punten is nog niets besloten en er valt dus niets \
    terug te draaien; noem punten waarover wel is besloten.";
const EVIDENCE_MISSING: &str = "Wie iets namens een ander invoert, zegt hoe het binnenkwam en \
    waar dat te zien is; kies papier, bijeenkomst of telefoon en geef een bewijs.";
const ALREADY_COUNTERSIGNED: &str = "Partner {party} heeft het controlepunt bij {number} al \
     medeondertekend; dat kan één keer, zodat geen latere sleutel in de plaats van de eerste \
     komt; onderteken het volgende.";
const ALREADY_MODERATED: &str = "Deze tekst is al verborgen; er is niets meer nodig.";
const INITIATOR_NOT_YOU: &str =
    "Een partner start een beraad in eigen naam; noem uw eigen partner als initiatiefnemer.";
