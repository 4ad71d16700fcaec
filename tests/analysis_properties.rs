//! Properties that the convergence figures, the decision rules and the opinion map must have for
//! every input, with parties of one and of several members.

mod properties {
    pub mod approvals;
    pub mod budgets;
    pub mod choice;
    pub mod definitions;
    pub mod details;
    pub mod generate;
    pub mod graded;
    pub mod invariance;
    pub mod jacobi;
    pub mod odd_maps;
    pub mod opinion;
    pub mod plain_shares;
    pub mod poll;
    pub mod ranges;
    pub mod ranked;
    pub mod told;
}
