//! The calls that a load makes, by the name under which they are measured.

/// A method of the contract.
#[derive(Debug, PartialEq, Eq)]
pub struct Rpc {
    /// Its name, such as `CastStance`.
    pub name: &'static str,
    /// Its path.
    pub path: &'static str,
    /// Whether it belongs to the load, and is measured apart while it warms up; the others prepare
    /// a deliberation or lead it from round to round.
    pub load: bool,
}

macro_rules! rpcs {
    ($($(#[$doc:meta])* $id:ident = $service:literal, $name:literal, $load:literal;)*) => {
        $($(#[$doc])* pub const $id: Rpc = Rpc {
            name: $name,
            path: concat!("/beraad.v1.", $service, "/", $name),
            load: $load,
        };)*

        /// The names of all.
        #[must_use]
        pub fn names() -> Vec<&'static str> {
            vec![$($name),*]
        }
    };
}

rpcs! {
    /// Begins a deliberation.
    CREATE = "DeliberationService", "CreateDeliberation", false;
    /// Seats a party.
    ADD_PARTY = "DeliberationService", "AddParty", false;
    /// Seats a member.
    ADD_MEMBER = "DeliberationService", "AddMember", false;
    /// Accepts the charter for a party.
    ACCEPT = "DeliberationService", "AcceptCharter", false;
    /// Ends the preparation.
    READY = "DeliberationService", "DeclareReady", false;
    /// Opens a round.
    OPEN = "DeliberationService", "OpenRound", false;
    /// Closes a round; the answer comes when its figures are there.
    CLOSE = "DeliberationService", "CloseRound", false;
    /// Ends with the outcome.
    CONCLUDE = "DeliberationService", "Conclude", false;
    /// Adds a statement.
    ADD_STATEMENT = "ParticipationService", "AddStatement", false;
    /// Makes or changes a proposal.
    PROPOSE = "ParticipationService", "AddProposalVersion", true;
    /// Casts one stance.
    CAST = "ParticipationService", "CastStance", true;
    /// Casts many.
    BATCH = "ParticipationService", "BatchCastStances", true;
    /// Casts many in a message of a stream.
    STREAM = "ParticipationService", "StreamStances", true;
    /// Lists stances.
    LIST_STANCES = "ParticipationService", "ListStances", true;
    /// Gives the figures of a round.
    FIGURES = "AnalysisService", "GetConvergence", true;
}
