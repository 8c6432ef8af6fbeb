//! A deployment that breaks off after every one of its steps: what readers see then is a whole site, and the next one ends it.

use std::collections::{BTreeMap, BTreeSet};

use plenary::deploy::{self, Failure, Plan, Site as Files, Target, There, Wish};
use plenary::diag::{Diagnostic, codes};

use super::{first, missing, same, second};
use crate::site::Site;

/// A place in memory, which breaks off after so many steps.
#[derive(Default, Clone)]
struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    ours: Option<BTreeSet<String>>,
    settled: bool,
    left: usize,
}

impl Memory {
    fn step(&mut self) -> Result<(), Failure> {
        self.left =
            self.left.checked_sub(1).ok_or_else(|| Box::new(Diagnostic::new(codes::DEPLOY_BROKEN, "enough")))?;
        Ok(())
    }
}

impl Target for Memory {
    fn place(&self) -> String {
        "memory".into()
    }

    fn look(&mut self, site: &Files) -> Result<There, Failure> {
        let mut there = There { ours: self.ours.is_some(), settled: self.settled, ..There::default() };
        for (path, bytes) in &self.files {
            match site.get(path) {
                Some(file) => drop(there.files.insert(path.clone(), file.hash == blake3::hash(bytes))),
                None if self.ours.iter().flatten().any(|ours| ours == path) => drop(there.gone.insert(path.clone())),
                None => there.foreign += 1,
            }
        }
        Ok(there)
    }

    fn begin(&mut self, site: &Files, plan: &Plan) -> Result<(), Failure> {
        let mut ours: BTreeSet<String> = site.files().map(|(path, _)| path.to_owned()).collect();
        ours.extend(plan.touched().into_iter().map(str::to_owned));
        self.ours = Some(ours);
        self.settled = false;
        Ok(())
    }

    fn put(&mut self, site: &Files, paths: &[String], arrived: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        for path in paths {
            self.step()?;
            self.files.insert(path.clone(), site.read(path)?);
            arrived();
        }
        Ok(())
    }

    fn remove(&mut self, paths: &[String], gone: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        for path in paths {
            self.step()?;
            self.files.remove(path);
            gone();
        }
        Ok(())
    }

    fn finish(&mut self, site: &Files) -> Result<(), Failure> {
        self.ours = Some(site.files().map(|(path, _)| path.to_owned()).collect());
        self.settled = true;
        Ok(())
    }
}

fn built(site: &Site) -> Files {
    let outcome = site.build();
    assert!(!outcome.diagnostics.has_errors(), "{:?}", crate::site::lines(&outcome));
    Files::built(&site.output()).unwrap()
}

fn expected(files: &Files) -> BTreeMap<String, Vec<u8>> {
    files.files().map(|(path, _)| (path.to_owned(), files.read(path).unwrap())).collect()
}

/// Breaks off after every number of steps, from what is there; answers the place as it is at the end.
fn at_every_step(begin: &Memory, site: &Files) -> Memory {
    let wish = Wish::default();
    let mut whole = begin.clone();
    whole.left = usize::MAX;
    let steps = deploy::deploy(&mut whole, site, wish, &()).unwrap().steps();
    same(&whole.files, &expected(site));
    assert!(steps > 20, "{steps}");
    for broken in 0..steps {
        let mut place = begin.clone();
        place.left = broken;
        let error = deploy::deploy(&mut place, site, wish, &()).unwrap_err();
        assert_eq!(error.code, codes::DEPLOY_BROKEN);
        assert_eq!(missing(&place.files), [""; 0], "after {broken} of {steps}");
        // What has arrived is not sent again, and the next one ends it.
        place.left = steps - broken;
        let rest = deploy::deploy(&mut place, site, wish, &()).unwrap();
        assert_eq!(rest.steps(), steps - broken);
        same(&place.files, &whole.files);
    }
    // Then there is nothing to do.
    whole.left = 0;
    assert!(deploy::deploy(&mut whole, site, wish, &()).unwrap().is_empty());
    whole
}

#[test]
fn wherever_it_breaks_off_there_is_a_whole_site() {
    let site = first("  a: {kind: folder, path: ../www}\n");
    let files = built(&site);
    let place = at_every_step(&Memory::default(), &files);
    assert!(place.files.contains_key("old.txt"));
    second(&site, "  a: {kind: folder, path: ../www}\n");
    let files = built(&site);
    let place = at_every_step(&place, &files);
    assert!(!place.files.contains_key("old.txt") && place.files.contains_key("03/index.html"));
}

#[test]
fn the_test_of_wholeness_sees_what_is_missing() {
    let site = first("  a: {kind: folder, path: ../www}\n");
    let mut files = expected(&built(&site));
    assert_eq!(missing(&files), [""; 0]);
    let style = files.keys().find(|path| path.ends_with(".css")).unwrap().clone();
    files.remove(&style);
    files.remove("01/index.html");
    let missing = missing(&files).join("\n");
    assert!(missing.contains(&format!("index.html shows {style}")), "{missing}");
    assert!(missing.contains("leads to 01/index.html"), "{missing}");
}

#[test]
fn a_place_of_others_is_not_touched_unless_it_is_adopted() {
    let site = first("  a: {kind: folder, path: ../www}\n");
    let files = built(&site);
    let mut place = Memory { left: usize::MAX, ..Memory::default() };
    place.files.insert("thesis.doc".into(), b"years of work".to_vec());
    place.files.insert("index.html".into(), b"mine".to_vec());
    let before = place.files.clone();
    let error = deploy::deploy(&mut place, &files, Wish::default(), &()).unwrap_err();
    assert_eq!((error.code, &place.files), (codes::FOREIGN_TARGET, &before));
    let dry = Wish { adopt: true, dry: true };
    deploy::deploy(&mut place, &files, dry, &()).unwrap();
    assert_eq!(place.files, before);
    deploy::deploy(&mut place, &files, Wish { adopt: true, dry: false }, &()).unwrap();
    assert_eq!(place.files.remove("thesis.doc").unwrap(), b"years of work");
    same(&place.files, &expected(&files));
}
