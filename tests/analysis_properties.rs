//! Properties that the convergence figures must have for every input, with parties of one and
//! of several members.

mod properties {
    pub mod definitions;
    pub mod generate;
    pub mod invariance;
    pub mod ranges;
}
