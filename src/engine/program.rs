//! What is done to a run and when: the models of its eras and the interventions with a course.

use super::model::Model;
use crate::expression::Expression;
use crate::interventions::{Intervention, Target};

/// An intervention and its time.
#[derive(Debug)]
pub struct Scheduled {
    /// The first tick in which it is in force, from 1.
    pub at: u32,
    /// The first tick in which it is not any more. None: it stays.
    pub until: Option<u32>,
    /// Whom it is aimed at.
    pub target: Target,
    /// What it is.
    pub kind: Box<dyn Intervention>,
}

/// The model that holds from a tick on.
#[derive(Debug)]
pub struct Era {
    /// The first tick.
    pub from: u32,
    /// The model; its own program is empty, and how it stores posts is that of the model at tick 0.
    pub model: Model,
}

/// All interventions of a run, in the order of the scenario.
#[derive(Debug, Default)]
pub struct Program {
    /// The interventions.
    pub scheduled: Vec<Scheduled>,
    /// The models that follow the first one, by ascending tick. Empty where no intervention sets a key.
    pub eras: Vec<Era>,
}

impl Program {
    /// The last tick at which something begins or ends; 0 where nothing does.
    pub fn last_change(&self) -> u32 {
        let ticks = self.scheduled.iter().flat_map(|one| [Some(one.at), one.until]);
        ticks.flatten().max().unwrap_or(0)
    }

    /// Whether any of it asks who perceives itself in the minority.
    pub fn tracks_minority(&self) -> bool {
        self.scheduled.iter().any(|one| one.kind.tracks_minority())
    }

    /// Whether any of it asks for something.
    pub fn asks(&self, question: fn(&dyn Intervention) -> bool) -> bool {
        self.scheduled.iter().any(|one| question(one.kind.as_ref()))
    }

    /// Whether nothing is ever done.
    pub fn is_empty(&self) -> bool {
        self.scheduled.is_empty()
    }
}

impl Model {
    /// The model that plays a tick.
    pub fn at(&self, tick: u32) -> &Model {
        let era = self.program.eras.iter().rev().find(|era| era.from <= tick);
        era.map_or(self, |era| &era.model)
    }

    /// Whether anything ever depends on who perceives itself in the minority.
    pub fn tracks_minority(&self) -> bool {
        self.program.tracks_minority() || self.all().any(|model| model.climate.tracks_minority())
    }

    /// The rule of expression that agents' inner states at tick 0 belong to: the first of the run that has any.
    pub fn first_with_state(&self) -> &dyn Expression {
        let mut rules = self.all().map(|model| model.expression.as_ref());
        rules.find(|rule| rule.has_state()).unwrap_or(self.expression.as_ref())
    }

    /// This model and those of its eras.
    pub fn all(&self) -> impl Iterator<Item = &Model> {
        std::iter::once(self).chain(self.program.eras.iter().map(|era| &era.model))
    }
}
