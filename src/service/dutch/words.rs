//! The Dutch words for what the domain names.

/// A value in Dutch words; an id or a number stays as it is.
pub(super) fn in_words(key: &str, value: &str) -> String {
    let word = match key {
        "phase" => phase(value),
        "allowed" => return allowed(value),
        "activity" => activity(value),
        "command" => command(value),
        "role" => role(value),
        "needed" => needed(value),
        "advice" => advice(value),
        "rule" => rule(value),
        "form" => form(value),
        "act" => act(value),
        "who" => who(value),
        "name" => limit(value),
        "what" => return what(value),
        "until" => return moment(value),
        "clause" => return clause(value),
        "parties" => return value.replace(" and ", " en nog ").replace(" more", ""),
        "item" | "member" | "id" => return path(value),
        _ => value,
    };
    word.to_owned()
}

/// `proposals/p/versions/2` as `versie 2 van voorstel p`.
pub(super) fn path(path: &str) -> String {
    let mut parts = path.split('/');
    let mut words = String::new();
    while let (Some(first), id) = (parts.next(), parts.next()) {
        let part = id.map_or(first.to_owned(), |id| format!("{} {id}", thing(first)));
        let rest = if words.is_empty() { "" } else { " van " };
        words = format!("{part}{rest}{words}");
    }
    words
}

/// `p/c` as `punt c van voorstel p`.
fn clause(name: &str) -> String {
    match name.split_once('/') {
        Some((proposal, clause)) => format!("punt {clause} van voorstel {proposal}"),
        None => name.to_owned(),
    }
}

/// What a refusal is about: a resource, a numbered thing such as `objection 4`, or a plain word.
fn what(name: &str) -> String {
    if name.contains('/') {
        return path(name);
    }
    if let Some(party) = name.strip_prefix("the ties of party ") {
        return format!("de banden van partner {party}");
    }
    match name.rsplit_once(' ') {
        Some((first, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{} {number}", thing(first))
        }
        _ => thing(name).to_owned(),
    }
}

/// `2026-03-02T08:00:00Z` as `2 maart 2026, 08:00 UTC`; what is no such moment stays as it is.
pub(super) fn moment(text: &str) -> String {
    in_calendar(text).unwrap_or_else(|| text.to_owned())
}

fn in_calendar(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    // A year before the common era begins with a hyphen, so the date is read from its end.
    let mut parts = date.rsplitn(3, '-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let day: u32 = day.parse().ok()?;
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let minute = time.get(..5)?;
    Some(format!("{day} {month} {year}, {minute} UTC"))
}

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

fn thing(name: &str) -> &str {
    match name {
        "charter" => "de spelregels",
        "challenge" => "de opgave",
        "parties" => "partner",
        "members" => "deelnemer",
        "contributions" => "inbreng",
        "statements" => "stelling",
        "proposals" => "voorstel",
        "versions" => "versie",
        "motion" => "voorgelegde wijziging",
        "promise" => "belofte",
        "precondition" => "kader",
        "provision" => "voorziening",
        "response" => "reactie",
        "objection" => "overwegend bezwaar",
        "notice" => "bericht",
        "checkpoint" => "controlepunt",
        "decision" => "standpunt",
        "commitment" => "afspraak",
        "moderation" => "verborgen tekst",
        "appeal" => "verzoek om een tekst terug te zetten",
        "entry" => "invoer namens een deelnemer",
        "this text" => "deze tekst",
        "a deviation" => "een afwijking",
        "ruling an objection out" => "het afsluiten van een overwegend bezwaar",
        "a rejection with a reason, which names a clause, precondition or criterion," => {
            "een afwijzing met reden, die ook een punt, een kader of een criterium noemt"
        }
        other => other,
    }
}

fn limit(name: &str) -> &str {
    match name {
        "PARTIES_MAX" => "partners",
        "MEMBERS_MAX" => "deelnemers",
        "ITEMS_MAX" => "onderdelen",
        "VERSIONS_MAX" => "versies van een voorstel",
        "FRAMING_VERSIONS_MAX" => "versies van de opgave of de spelregels",
        "ROUNDS_MAX" => "rondes",
        "RECORDS_MAX" => "vastleggingen van dezelfde soort",
        "GROUPS_MAX" => "werkgroepen",
        "MOTIONS_MAX" => "voorgelegde wijzigingen",
        "OPTIONS_MAX" => "keuzes op een stembiljet",
        other => other,
    }
}

fn allowed(phases: &str) -> String {
    match phases {
        "no phase: it begins one" => "geen enkele fase, want een beraad begint ermee".to_owned(),
        "round_open, and for the authority to a question that was put to it" => {
            "open ronde, en op een vraag aan het besluitnemend orgaan mag dat orgaan ook in een \
             andere fase reageren"
                .to_owned()
        }
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
        "decided" => "na het standpunt van het orgaan",
        "follow_up" => "opvolging",
        "recovery" => "herstel",
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
        "rate_challenge" => "een standpunt over de opgave te geven",
        "declare_affiliations" => "banden met andere partners op te geven",
        "make_motion" => "een wijziging aan alle partners voor te leggen",
        "consent_to_motion" => "in te stemmen met een wijziging",
        "end_motion" => "een voorgelegde wijziging in te trekken",
        "form_working_group" => "een werkgroep te vormen",
        "erase" => "inhoud te wissen",
        "tick" => "een ronde op tijd te sluiten",
        "record_figures" | "record_process" => "cijfers vast te leggen",
        other => command_of_an_authority(other),
    }
}

/// What a deciding body does, and what follows from it.
fn command_of_an_authority(name: &str) -> &str {
    match name {
        "make_promise" => "een belofte te doen",
        "withdraw_promise" => "een belofte in te trekken",
        "declare_precondition" => "een kader vast te leggen",
        "declare_provision" => "een voorziening vast te leggen",
        "settle_provision" => "vast te leggen of een voorziening er is gekomen",
        "acknowledge_consequences" => "de gevolgen te erkennen",
        "check_consequences" => "de gevolgen van een voorstel te beschrijven",
        "record_decision" => "een standpunt van het orgaan vast te leggen",
        "reverse_decision" => "een standpunt van het orgaan terug te draaien",
        "countersign_checkpoint" => "een controlepunt mede te ondertekenen",
        "acknowledge_notice" => "de ontvangst van een bericht te bevestigen",
        "record_unreachable" => "vast te leggen dat een partner onbereikbaar is",
        "resume" => "na het herstel verder te gaan",
        "make_commitment" => "een afspraak te maken",
        "settle_commitment" => "vast te leggen of een afspraak is nagekomen",
        "waive_commitment" => "een afspraak te laten vervallen",
        other => command_of_a_dialogue(other),
    }
}

/// What people do with each other's input.
fn command_of_a_dialogue(name: &str) -> &str {
    match name {
        "add_contribution" => "inbreng toe te voegen",
        "respond" => "te reageren op een onderdeel",
        "mark_understood" => "te zeggen of een reactie de inbreng begrijpt",
        "classify_response" => "vast te leggen of een reactie inhoudelijk is",
        "record_view" => "vast te leggen dat een onderdeel is geopend",
        "dispose" => "de verwerking van een onderdeel vast te leggen",
        "grant_floor" => "spreektijd te geven",
        "accept_edits" => "een bewerking als inhoudelijk te erkennen",
        "raise_objection" => "een overwegend bezwaar te geven",
        "uphold_objection" => "een overwegend bezwaar namens de partner over te nemen",
        "settle_objection" => "een overwegend bezwaar af te handelen",
        "moderate" => "een tekst te verbergen",
        "appeal_moderation" => "te vragen om een verborgen tekst terug te zetten",
        "rule_on_appeal" => "te beslissen of een verborgen tekst terugkomt",
        "confirm_entry" => "te bevestigen wat namens een deelnemer is ingevoerd",
        "reply_to_flag" => "te reageren op een aandachtspunt",
        "contest_entry" => "te betwisten wat namens een deelnemer is ingevoerd",
        "cast_ballot" => "een stembiljet in te leveren",
        "give_pulse" => "een stemmingscheck in te vullen",
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
        "auditor" => "de controleur",
        "facilitator or app" => "de procesbegeleider of een app",
        "facilitator or clerk" => {
            "de procesbegeleider of de secretaris van het besluitnemend orgaan"
        }
        "facilitator or spokesperson" => "de procesbegeleider of een woordvoerder",
        "facilitator, app, or a party that names itself as initiator" => {
            "de procesbegeleider, een app, of een partner die zichzelf als initiatiefnemer noemt"
        }
        "facilitator, or name the member who gives it" => {
            "de procesbegeleider, of noem de deelnemer van wie de inbreng is"
        }
        "facilitator or clerk, or name the member who replies" => {
            "de procesbegeleider of de secretaris van het besluitnemend orgaan, of noem de \
             deelnemer die reageert"
        }
        "facilitator or clerk, or name the member who gives it" => {
            "de procesbegeleider of de secretaris van het besluitnemend orgaan, of noem de \
             deelnemer van wie de inbreng is"
        }
        "member, spokesperson or app" => "een deelnemer, een woordvoerder of een app",
        "member, spokesperson, app, or facilitator who enters it for the member" => {
            "een deelnemer, een woordvoerder, een app, of de procesbegeleider die het namens de \
             deelnemer invoert"
        }
        "clerk, or facilitator who enters it for the body" => {
            "de secretaris van het besluitnemend orgaan, of de procesbegeleider die het namens \
             het orgaan invoert"
        }
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

/// The names of decision rules; a rule named after a person keeps that name.
fn rule(name: &str) -> &str {
    match name {
        "consent" => "instemming",
        "supermajority_floor" => "ruime meerderheid met ondergrens",
        "condorcet" => "winst in elk tweetal (Condorcet)",
        "schulze" => "sterkste paden (Schulze)",
        "ranked_pairs" => "tweetallen op volgorde",
        "majority_judgment" => "middelste oordeel",
        "star" => "cijfers met eindronde (STAR)",
        "score" => "hoogste som van cijfers",
        "approval" => "meeste goedkeuringen",
        "equal_shares" => "gelijke delen",
        "sequential_phragmen" => "gelijke lasten (Phragmén)",
        "budget_greedy" => "budget naar aantal stemmen",
        "budget_equal_shares" => "budget in gelijke delen",
        "budget_equal_shares_add1" => "budget in gelijke delen, stap voor stap verhoogd",
        "budget_equal_shares_add1_greedy" => {
            "budget in gelijke delen, stap voor stap verhoogd en dan naar aantal stemmen"
        }
        other => other,
    }
}

/// What a ballot holds, after `een stembiljet met`.
fn form(name: &str) -> &str {
    match name {
        "consent" => "instemming, een zorg of een overwegend bezwaar",
        "vote" => "voor, tegen of onthouding",
        "ranking" => "een volgorde",
        "grades" => "cijfers",
        "approvals" => "goedkeuringen",
        other => other,
    }
}

fn act(name: &str) -> &str {
    match name {
        "accept an edit of" => "een eigen bewerking als inhoudelijk erkennen",
        "be understood by a response of" => "een eigen reactie begrijpend noemen",
        "let itself off a commitment of" => "een eigen afspraak laten vervallen",
        "declare a tie with" => "een band met zichzelf opgeven",
        other => other,
    }
}

fn who(name: &str) -> &str {
    match name {
        "the author of the item" => "wie dit onderdeel gaf",
        other => other,
    }
}
