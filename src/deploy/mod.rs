//! Publishing: what a build has made is brought to where readers find it.
//!
//! In: the files of a build and a target of `site.yaml`. Out: a place that holds these files and, at every moment on the
//! way, a whole site. This room knows neither sources nor pages: a file is a path, a hash and bytes.
//!
//! What is done, in which order, is decided once for all kinds of places ([`Plan`]); a place ([`Target`]) only tells what is
//! there and does what it is told. A list of what was put there stands beside the files (`list.rs`): what it does not name
//! belongs to others and is never removed.

#![allow(clippy::disallowed_methods, reason = "this room is an edge")]

mod folder;
mod git;
mod list;
mod lock;
mod plan;
mod program;
mod rsync;
#[cfg(feature = "deploy")]
mod s3;
mod site;

use std::path::Path;

pub use lock::Lock;
pub use plan::{Plan, Stage, Step, There};
pub use site::Site;

use crate::config::Deploy;
use crate::diag::{Code, Diagnostic, codes};
use crate::project::{Observer, Phase};

/// Why a deployment ended.
pub type Failure = Box<Diagnostic>;

/// A place where readers find the site.
pub trait Target {
    /// Where it is, as people know it; without secrets.
    fn place(&self) -> String;

    /// Keeps others out, and mends what one that was broken off has left, where the place has nobody who does. Whoever only
    /// looks leaves it out.
    fn hold(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    /// Tells what is there. Changes nothing.
    fn look(&mut self, site: &Site) -> Result<There, Failure>;

    /// A deployment begins that does what the plan says. Whoever has begun earlier and has not finished shall give way.
    fn begin(&mut self, site: &Site, plan: &Plan) -> Result<(), Failure>;

    /// Puts files there, in any order; tells of every file that has arrived.
    fn put(&mut self, site: &Site, paths: &[String], arrived: &(dyn Fn() + Sync)) -> Result<(), Failure>;

    /// Removes files, in any order; tells of every file that is gone. One that is gone already is no failure.
    fn remove(&mut self, paths: &[String], gone: &(dyn Fn() + Sync)) -> Result<(), Failure>;

    /// Everything is there: the list of it is written, and what was not seen until now is seen.
    fn finish(&mut self, site: &Site) -> Result<(), Failure>;
}

/// What is asked of a deployment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Only to tell what would be done.
    pub dry: bool,
    /// Whether a place that holds files of others is taken over.
    pub adopt: bool,
}

/// The target that a configuration means. It adds to the site what such a place wants.
pub fn target(root: &Path, name: &str, deploy: &Deploy, site: &mut Site) -> Result<Box<dyn Target>, Failure> {
    match deploy {
        Deploy::Folder(place) => Ok(Box::new(folder::Folder::new(root, place, site)?)),
        Deploy::Git(place) => Ok(Box::new(git::Pages::new(root, name, place, site)?)),
        Deploy::Rsync(place) => Ok(Box::new(rsync::Host::new(place)?)),
        #[cfg(feature = "deploy")]
        Deploy::S3(place) => Ok(Box::new(s3::Storage::new(place)?)),
        #[cfg(not(feature = "deploy"))]
        Deploy::S3(_) => Err(failure(
            codes::USAGE,
            name,
            "this program was built without storage",
            "build it with the feature `deploy`",
        )),
    }
}

/// Brings a site to a target; answers what was done, or would be.
pub fn deploy(target: &mut dyn Target, site: &Site, wish: Wish, observer: &dyn Observer) -> Result<Plan, Failure> {
    observer.begins(Phase::Compare, 0);
    if !wish.dry {
        target.hold()?;
    }
    let there = target.look(site)?;
    if !there.ours && there.holds_files() && !wish.adopt {
        return Err(failure(
            codes::FOREIGN_TARGET,
            &target.place(),
            "this place holds files that no deployment has put there",
            "name another place, or say `--adopt` if this is the one: files of the same name are replaced, all others stay",
        ));
    }
    let plan = Plan::new(site, &there);
    if wish.dry || (plan.is_empty() && there.settled) {
        return Ok(plan);
    }
    observer.begins(Phase::Send, plan.steps());
    target.begin(site, &plan)?;
    let seen = || observer.advances();
    for stage in &plan.stages {
        if stage.step.removes() {
            target.remove(&stage.paths, &seen)?;
        } else {
            target.put(site, &stage.paths, &seen)?;
        }
    }
    target.finish(site)?;
    Ok(plan)
}

/// A failure at a place.
fn failure(code: Code, place: &str, message: impl Into<String>, help: &str) -> Failure {
    Box::new(Diagnostic::new(code, message).about(place).help(help))
}
