//! `beraad template`: scripts to begin from.

use clap::Args;
use serde_json::json;

use crate::app::cli::failure::Failure;
use crate::app::cli::output::Output;
use crate::app::cli::script::problem::did_you_mean;

/// Prints a script to begin from, or lists them.
#[derive(Debug, Args)]
pub struct Template {
    /// Which one; left out, all are listed.
    name: Option<String>,
}

/// A script to begin from.
struct Known {
    name: &'static str,
    summary: &'static str,
    text: &'static str,
}

const TEMPLATES: &[Known] = &[
    Known {
        name: "open-statements",
        summary: "everybody gives short statements and rates those of the others",
        text: include_str!("../../../examples/templates/open-statements.yaml"),
    },
    Known {
        name: "opgave",
        summary: "from a challenge by sealed and joint proposals to a decision that is followed",
        text: include_str!("../../../examples/templates/opgave.yaml"),
    },
    Known {
        name: "initiative",
        summary: "residents start it, and the authority makes it possible",
        text: include_str!("../../../examples/templates/initiative.yaml"),
    },
    Known {
        name: "delphi",
        summary: "the same questions under pseudonyms until the answers stand still",
        text: include_str!("../../../examples/templates/delphi.yaml"),
    },
    Known {
        name: "consent",
        summary: "one proposal, an objection, a better version, and no objection left",
        text: include_str!("../../../examples/templates/consent.yaml"),
    },
    Known {
        name: "budget",
        summary: "projects for one budget; its rule is still refused, so they are rated",
        text: include_str!("../../../examples/templates/budget.yaml"),
    },
];

/// Prints what was asked for.
///
/// # Errors
/// When there is no template of that name, or stdout cannot be written.
pub fn run(command: &Template, output: Output) -> Result<(), Failure> {
    let Some(name) = &command.name else {
        for known in TEMPLATES {
            output.conclusion(&format!("{:18} {}", known.name, known.summary))?;
        }
        let listed = TEMPLATES.iter();
        let listed = listed.map(|known| json!({"name": known.name, "summary": known.summary}));
        return output.document(&listed.collect());
    };
    let Some(known) = TEMPLATES.iter().find(|known| known.name == name) else {
        let near = did_you_mean(name, TEMPLATES.iter().map(|known| known.name));
        let message = format!("no template is called `{name}`{near}; `beraad template` lists them");
        return Err(Failure::input(message));
    };
    output.conclusion(known.text.trim_end())?;
    output.document(&json!({"name": known.name, "summary": known.summary, "text": known.text}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cli::script;

    #[test]
    fn every_template_is_a_sound_script() {
        for known in TEMPLATES {
            let problems = script::parse(known.text).err().unwrap_or_default();
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(problems, Vec::<String>::new(), "{}", known.name);
        }
    }
}
