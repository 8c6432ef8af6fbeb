//! Storage with the interface of S3: Amazon's, `MinIO`, R2, OSS of Alibaba, COS of Tencent and others.
//!
//! What is there is told by its listing. The tag of an object is the MD5 of its bytes, so after a break nothing is sent twice;
//! where a storage has other tags (encryption by keys of one's own), the list of the last deployment says what is there.
//!
//! Files are stored as they are and not compressed: storage does not negotiate, so a compressed file would reach programs that
//! never asked for one, and what stands before it (a content delivery network) compresses by itself.

mod client;
mod keys;
mod lent;
mod media;

use std::fs::File;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use md5::{Digest, Md5};
use rayon::prelude::*;

use super::list::{LIST, List, token};
use super::plan::{Plan, There};
use super::site::{Site, unreadable};
use super::{Failure, Target, failure};
use crate::config::StoragePlace;
use crate::diag::codes;
use client::{Body, Client, Object};

/// How many files are sent at once: enough to hide the way to the storage, few enough not to be throttled.
const AT_ONCE: usize = 8;
/// After how many files it is looked whether another deployment has begun.
const BETWEEN: usize = 256;

/// A folder of a bucket.
pub(super) struct Storage {
    client: Client,
    /// The folder, with a slash at its end; empty for the whole bucket.
    prefix: String,
    /// The list that was there.
    list: Option<List>,
    /// Whether there were objects.
    filled: bool,
    /// The list that this deployment has written, and the tag that it got.
    own: Option<(String, Option<String>)>,
}

impl Storage {
    pub(super) fn new(place: &StoragePlace) -> Result<Self, Failure> {
        let client = Client::new(place, &keys::Lookup::of_process())?;
        let prefix = place.prefix.as_deref().map(|prefix| format!("{}/", prefix.trim_end_matches('/')));
        Ok(Self { client, prefix: prefix.unwrap_or_default(), list: None, filled: false, own: None })
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The objects of the folder without the list, and the list's own tag.
    fn objects(&self) -> Result<(Vec<Object>, Option<Object>), Failure> {
        let mut objects = self.client.list(&self.prefix)?;
        for object in &mut objects {
            object.key = object.key.split_off(self.prefix.len().min(object.key.len()));
        }
        let list = objects.iter().position(|object| object.key == LIST).map(|at| objects.swap_remove(at));
        // A folder that was made by hand is an object of no length whose name ends with a slash.
        objects.retain(|object| !object.key.is_empty() && !object.key.ends_with('/'));
        Ok((objects, list))
    }

    fn write(&self, list: &str) -> Result<Option<String>, Failure> {
        self.client.put(&self.key(LIST), "text/plain; charset=utf-8", media::SHORT, Body::Bytes(list.as_bytes()))
    }

    /// Gives way where another deployment has begun.
    fn still_ours(&self) -> Result<(), Failure> {
        let Some((list, tag)) = &self.own else { return Ok(()) };
        let same = match tag {
            Some(tag) => self.client.tag(&self.key(LIST))?.as_ref() == Some(tag),
            None => self.client.get(&self.key(LIST))?.is_some_and(|there| there == list.as_bytes()),
        };
        if same {
            return Ok(());
        }
        let help = "run it again when the other one is done; what has arrived is not sent again";
        let message = "another deployment to this place has begun meanwhile";
        Err(failure(codes::TARGET_BUSY, &self.place(), message, help))
    }

    fn send(&self, site: &Site, path: &str) -> Result<(), Failure> {
        let (kind, cache) = media::headers(path);
        let key = self.key(path);
        if site.is_built(path) {
            let from = site.folder().join(path);
            let file = File::open(&from).map_err(|error| unreadable(&from, &error))?;
            self.client.put(&key, kind, cache, Body::File(&file)).map(drop)
        } else {
            self.client.put(&key, kind, cache, Body::Bytes(&site.read(path)?)).map(drop)
        }
    }

    /// Does something with all paths, several at once, until one fails; and sees in between that nobody else has begun.
    fn each(&self, paths: &[String], act: &(dyn Fn(&str) -> Result<(), Failure> + Sync)) -> Result<(), Failure> {
        for paths in paths.chunks(BETWEEN) {
            self.still_ours()?;
            let next = AtomicUsize::new(0);
            let failed: Mutex<Option<Failure>> = Mutex::new(None);
            let held = || failed.lock().unwrap_or_else(PoisonError::into_inner);
            thread::scope(|scope| {
                for _ in 0..AT_ONCE.min(paths.len()) {
                    scope.spawn(|| {
                        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                            if held().is_some() {
                                break;
                            }
                            if let Err(failure) = act(path) {
                                held().get_or_insert(failure);
                            }
                        }
                    });
                }
            });
            if let Some(failure) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
                return Err(failure);
            }
        }
        Ok(())
    }
}

/// The MD5 of bytes, as tags write it.
fn md5(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Md5::digest(bytes))
}

/// Objects by their paths, with whether they are as the site has them: by their tags, or else by the list.
fn compare(site: &Site, objects: Vec<Object>, list: Option<&List>) -> Result<Vec<(String, bool)>, Failure> {
    let same = |object: Object| {
        let same = match site.get(&object.key) {
            Some(file) if object.length == Some(file.length) => match &object.md5 {
                Some(tag) => *tag == md5(&site.read(&object.key)?),
                None => list.and_then(|list| list.hash(&object.key)) == Some(file.hash),
            },
            _ => false,
        };
        Ok((object.key, same))
    };
    objects.into_par_iter().map(same).collect()
}

/// Forgets tags that look like an MD5 and are none, as encryption by keys of one's own makes them. The list tells, of which the bytes
/// are known.
fn trusted(mut objects: Vec<Object>, list: Option<&Object>, bytes: &[u8]) -> Vec<Object> {
    if list.is_some_and(|list| list.md5.as_deref() != Some(&md5(bytes))) {
        for object in &mut objects {
            object.md5 = None;
        }
    }
    objects
}

impl Target for Storage {
    fn place(&self) -> String {
        format!("{}{}", self.client.place(), self.prefix)
    }

    fn look(&mut self, site: &Site) -> Result<There, Failure> {
        let (objects, listed) = self.objects()?;
        let text = if listed.is_some() { self.client.get(&self.key(LIST))? } else { None };
        let objects = trusted(objects, listed.as_ref(), text.as_deref().unwrap_or_default());
        let list = text.and_then(|text| List::parse(&String::from_utf8_lossy(&text)));
        self.filled = !objects.is_empty();
        let mut present = compare(site, objects, list.as_ref())?;
        if list.as_ref().is_none_or(|list| list.rules != media::rules()) {
            // The same bytes with other headers are not the same.
            for (_, same) in &mut present {
                *same = false;
            }
        }
        let mut there = There::new(site, list.as_ref(), present);
        there.settled = list == Some(List::of(site).under(&media::rules()));
        self.list = list;
        Ok(there)
    }

    fn begin(&mut self, site: &Site, plan: &Plan) -> Result<(), Failure> {
        // What is there already may bear other headers until the end.
        let rules = match &self.list {
            Some(list) => list.rules.clone(),
            None if self.filled => String::new(),
            None => media::rules(),
        };
        let list = List::after(site, self.list.as_ref()).with(plan.touched()).under(&rules).during(token()).to_text();
        let tag = self.write(&list)?;
        self.own = Some((list, tag));
        Ok(())
    }

    fn put(&mut self, site: &Site, paths: &[String], arrived: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        self.each(paths, &|path| {
            self.send(site, path)?;
            arrived();
            Ok(())
        })
    }

    fn remove(&mut self, paths: &[String], gone: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        self.each(paths, &|path| {
            self.client.delete(&self.key(path))?;
            gone();
            Ok(())
        })
    }

    fn finish(&mut self, site: &Site) -> Result<(), Failure> {
        self.still_ours()?;
        let (objects, listed) = self.objects()?;
        let own = self.own.as_ref().map(|(text, _)| text.as_bytes()).unwrap_or_default();
        let objects = trusted(objects, listed.as_ref(), own);
        let list = List::after(site, self.list.as_ref());
        let there = compare(site, objects, Some(&list))?;
        let whole = there.iter().filter(|(path, same)| *same && site.holds(path)).count();
        let all = site.files().count();
        if whole < all {
            let message = format!("{} of {all} files are not there as they were sent", all - whole);
            let help = "something else writes to this place, or lost a file; run it again";
            return Err(failure(codes::DEPLOY_BROKEN, &self.place(), message, help));
        }
        self.write(&list.under(&media::rules()).to_text()).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_are_no_hashes_are_not_compared() {
        let object =
            |key: &str, text: &str| Object { key: key.into(), length: Some(1), md5: Some(md5(text.as_bytes())) };
        let tags = |list: Object| trusted(vec![object("a", "a")], Some(&list), b"list").first().unwrap().md5.is_some();
        assert!(tags(object(LIST, "list")));
        assert!(!tags(object(LIST, "encrypted")));
    }
}
