//! Network files as they come, and as they are written.

mod matlab;

use hushfeed::network::formats::{Format, NetworkFile, write_network, written_files};
use hushfeed::network::{Attribute, Graph, Labels, Network};
use matlab::{mat, packed, sparse};

fn read(options: &NetworkFile, text: &str) -> (Network, String) {
    let (network, report) =
        options.read_bytes(text.as_bytes(), None).unwrap_or_else(|error| panic!("{error}"));
    (network, report.to_string())
}

#[test]
fn edge_lists_as_they_come() {
    let names = |network: &Network| network.names.clone().unwrap().join(" ");
    for (text, separator) in [
        ("a,b\nb,c\nc,a\n", "comma"),
        ("\u{feff}a;b\r\nb;c\r\n\r\nc;a", "semicolon"),
        ("# c\na\tb\nb\tc\nc\ta\n", "tab"),
        ("% c\n  a   b\nb\t c  \nc a\n", "space"),
        ("\"a\",\"b\"\n\"b\",\"c\"\n\"c\",a\n", "comma"),
        ("a b\rb c\rc a\r", "space"),
    ] {
        let (network, report) = read(&NetworkFile::new("e.csv"), text);
        assert_eq!(names(&network), "a b c", "{text:?}");
        assert_eq!(network.graph.iter().collect::<Vec<_>>(), [(0, 1), (1, 2), (2, 0)], "{text:?}");
        assert!(report.contains(&format!("separated by {separator}; no header")), "{report}");
    }
    let (network, _) = read(&NetworkFile::new("e.csv"), "\"Smith, John\",\"say \"\"hi\"\"\"\n");
    assert_eq!(network.names.unwrap(), ["Smith, John", "say \"hi\""]);
    let (network, _) = read(&NetworkFile::new("e.txt"), "\"Ann Lee\"  \"Bo Yi\"\n\"Bo Yi\" 3\n");
    assert_eq!(names(&network), "Ann Lee Bo Yi 3");
    let (network, _) = read(&NetworkFile::new("e.txt"), "819992522109894658 1\n1 819992522109894659\n");
    assert_eq!(names(&network), "819992522109894658 1 819992522109894659");
}

#[test]
fn headers_are_found() {
    let header = |text: &str| {
        let (_, report) = NetworkFile::new("e.csv").read_bytes(text.as_bytes(), None).unwrap();
        report.header.map(|names| names.join(" "))
    };
    assert_eq!(header("source,target\na,b\n").as_deref(), Some("source target"));
    assert_eq!(header("Follower,Whom\na,b\n").as_deref(), Some("Follower Whom"));
    assert_eq!(header("blog_a,blog_b\n1,2\n").as_deref(), Some("blog_a blog_b"));
    assert_eq!(header("ann,bob\nbob,cyd\n"), None);
    assert_eq!(header("1,2\n2,3\n"), None);
    let forced = NetworkFile { header: Some(true), ..NetworkFile::new("e.csv") };
    assert_eq!(read(&forced, "ann,bob\nbob,cyd\n").0.names.unwrap(), ["bob", "cyd"]);
    let doubtful = "blogger,reads\nann,bob\nbob,cyd\ncyd,ann\n";
    let note = "say header = true";
    assert!(read(&NetworkFile::new("e.csv"), doubtful).1.contains(note));
    assert!(!read(&forced, doubtful).1.contains(note));
    // The ends are found by their names wherever they stand.
    let (network, report) = read(&NetworkFile::new("e.csv"), "date,to,from,weight\n2020,b,a,2.5\n");
    assert_eq!(network.names.unwrap(), ["a", "b"]);
    assert_eq!((network.graph.iter().next(), network.graph.weights()), (Some((0, 1)), Some(&[2.5][..])));
    assert!(report.contains("not used: column \"date\""), "{report}");
}

#[test]
fn a_third_column_is_a_weight_only_if_it_says_so() {
    let (network, report) = read(&NetworkFile::new("e.txt"), "1 2 1082040961\n2 1 1082040962\n");
    assert!(network.graph.weights().is_none() && report.contains("not used: column 3"), "{report}");
    let asked = NetworkFile { weight_column: Some("3".into()), ..NetworkFile::new("e.txt") };
    assert_eq!(read(&asked, "1 2 0.5\n2 1 4\n").0.graph.weights(), Some(&[0.5, 4.0][..]));
}

#[test]
fn the_report_counts_what_was_dropped() {
    let text = "# c\na,b\nb,a\na,b\nc,c\nb,d\ne,f\n";
    let directed = NetworkFile::new("e.csv");
    insta::assert_snapshot!(read(&directed, text).1, @r"
    e.csv: 6 rows as edge_list: 5 distinct, 1 repeated, 1 self-loop dropped
      6 nodes, 4 ties, directed (the default for edge_list); 1 isolate, 3 weak components
      columns separated by comma; no header; 1 comment line skipped
    ");
    let edges = NetworkFile { directed: Some(false), largest_component: true, ..directed };
    let (network, report) = read(&edges, text);
    assert_eq!(network.names.unwrap(), ["a", "b", "d"]);
    insta::assert_snapshot!(report, @r"
    e.csv: 6 rows as edge_list: 4 distinct, 2 repeated, 1 self-loop dropped
      6 nodes, 3 edges, undirected (as asked); 1 isolate, 3 weak components
      largest component kept: 3 nodes, 2 edges
      columns separated by comma; no header; 1 comment line skipped
    ");
}

#[test]
fn node_tables_are_joined_by_name() {
    let options = NetworkFile {
        attributes: Some("nodes.tsv".into()),
        id_column: Some("name".into()),
        ..NetworkFile::new("edges.csv")
    };
    let table = b"side\tname\tbio\n1\tb\t\"two\nlines\"\n-1\ta\t\n1\tz\tx\n-1\ta\t\n";
    let (network, report) = options.read_bytes(b"a,b\nb,c\n", Some(table)).unwrap();
    assert_eq!(network.attributes[0].values, [Some("-1".into()), Some("1".into()), None]);
    assert_eq!(network.attributes[1].values, [None, Some("two\nlines".into()), None]);
    let joined = report.table.unwrap();
    assert_eq!(
        (joined.rows, joined.repeated, joined.matched, joined.without_row, joined.unknown),
        (4, 1, 2, 1, 1)
    );
    let asked = NetworkFile { add_isolates: true, ..options };
    let (network, report) = asked.read_bytes(b"a,b\nb,c\n", Some(table)).unwrap();
    assert_eq!((network.graph.agents(), report.isolates), (4, 1));
    assert_eq!(network.names.unwrap()[3], "z");
}

#[test]
fn direction_follows_the_file_unless_asked() {
    let gml = "graph [ node [ id 1 ] node [ id 2 ] edge [ source 2 target 1 ] ]";
    let ties = |options: &NetworkFile, text: &str| read(options, text).0.graph.iter().collect::<Vec<_>>();
    let file = NetworkFile::new("a.gml");
    let directed = NetworkFile { directed: Some(true), ..file.clone() };
    assert_eq!(ties(&file, gml), [(0, 1), (1, 0)]);
    assert_eq!(ties(&directed, gml), [(1, 0)]);
    // What a file calls an edge stays a tie each way.
    assert_eq!(ties(&directed, &gml.replace("graph [", "graph [ directed 0")), [(0, 1), (1, 0)]);
    let mixed = "Source,Target,Type\na,b,Directed\nb,c,Undirected\n";
    assert_eq!(ties(&NetworkFile::new("e.csv"), mixed), [(0, 1), (1, 2), (2, 1)]);
    let graphml = "<graphml><graph edgedefault=\"undirected\"><edge source=\"a\" target=\"b\" directed=\"true\"/>\
                   <node id=\"a\"/><node id=\"b\"/></graph></graphml>";
    assert_eq!(ties(&NetworkFile::new("a.graphml"), graphml), [(0, 1)]);
}

#[test]
fn gml_and_graphml_attributes_are_kept() {
    let gml = "# made by hand\ngraph [ node [ id 7 label \"R&amp;D &#233;\" graphics [ x 1.5 ] tag \"a\" tag \"b\" ] ]";
    let (network, _) = read(&NetworkFile::new("a.gml"), gml);
    assert_eq!(network.names.unwrap(), ["R&D é"]);
    let pairs: Vec<(String, Option<String>)> =
        network.attributes.into_iter().map(|one| (one.name, one.values[0].clone())).collect();
    let expected = [("gml_id", "7"), ("graphics.x", "1.5"), ("tag", "a;b")];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), Some(value.to_owned()))));

    let graphml = "<?xml version=\"1.0\"?><graphml><key id=\"k\" for=\"node\" attr.name=\"side\"><default>0</default></key>\
        <key id=\"n\" for=\"node\" attr.name=\"name\"/><key id=\"w\" for=\"edge\" attr.name=\"weight\"><default>2</default></key>\
        <graph edgedefault=\"directed\"><node id=\"n0\"><data key=\"n\">A &amp; <![CDATA[<B>]]></data></node>\
        <node id=\"n1\"><data key=\"k\">1</data><data key=\"n\">C</data><data key=\"y\"><b>x</b></data></node>\
        <edge source=\"n0\" target=\"n1\"/><edge source=\"n1\" target=\"n0\"><data key=\"w\"> 0.5 </data></edge></graph></graphml>";
    let (network, report) = read(&NetworkFile::new("a.graphml"), graphml);
    assert_eq!(network.names.unwrap(), ["A & <B>", "C"]);
    assert_eq!(
        network.attributes,
        [Attribute { name: "side".into(), values: vec![Some("0".into()), Some("1".into())] }]
    );
    assert_eq!(network.graph.weights(), Some(&[2.0, 0.5][..]));
    assert!(report.contains("data \"y\" (not scalar)"), "{report}");
}

#[test]
fn matlab_matrices_are_ties() {
    for file in [mat(&[sparse("A", 3, &[(0, 1), (2, 1)])]), packed(&[sparse("net", 3, &[(0, 1), (2, 1)])])] {
        let (network, report) = NetworkFile::new("a.mat").read_bytes(&file, None).unwrap();
        assert_eq!(network.graph.iter().collect::<Vec<_>>(), [(0, 1), (2, 1)]);
        assert_eq!(network.names.unwrap(), ["1", "2", "3"]);
        assert!(report.to_string().contains("directed (the matrix is not symmetric)"));
    }
}

/// A network with everything that a format has to carry.
fn awkward(directed: bool) -> Network {
    let graph = Graph::from_weighted_ties(5, &[(0, 1), (1, 2), (3, 0)], &[1.0, 0.1, 2.5], directed);
    let text = |values: [Option<&str>; 5]| values.map(|value| value.map(str::to_owned)).to_vec();
    Network {
        graph,
        names: Some(["ann", "b \"q\", <c> & d", "007", "é\u{1f600}", "#tag; x"].map(str::to_owned).to_vec()),
        labels: None,
        columns: None,
        attributes: vec![
            Attribute {
                name: "side".into(),
                values: text([Some("1"), Some("-1"), None, Some("0"), Some("1")]),
            },
            Attribute {
                name: "zip".into(),
                values: text([Some("01234"), Some("9"), None, None, Some("x y")]),
            },
            Attribute {
                name: "user".into(),
                values: text([Some("819992522109894658"), None, None, None, Some("2")]),
            },
            Attribute {
                name: "note".into(),
                values: text([Some("a\nb\t\"c\""), Some("<&>"), Some("]"), None, None]),
            },
        ],
    }
}

#[test]
fn what_is_written_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    for directed in [true, false] {
        let network = awkward(directed);
        for file in ["a.csv", "b.csv.gz", "c.gml", "d.graphml", "e.graphml.gz"] {
            let files = write_network(&network, &folder.path().join(file), None).unwrap();
            let table = files.get(1).map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
            let options = NetworkFile { add_isolates: true, attributes: table, ..NetworkFile::new(file) };
            let (mut again, report) = options.read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(report.directed, directed);
            again.attributes.retain(|attribute| attribute.name != "gml_id");
            if file.contains("csv") {
                // Edge lists number nodes by their appearance: compare by name.
                let order = |network: &Network| {
                    let names = network.names.clone().unwrap();
                    let mut ties: Vec<(String, String)> = network
                        .graph
                        .iter()
                        .map(|(from, to)| (names[from as usize].clone(), names[to as usize].clone()))
                        .collect();
                    ties.sort();
                    let mut rows: Vec<Vec<Option<String>>> = (0..names.len())
                        .map(|node| {
                            let values = network.attributes.iter().map(|one| one.values[node].clone());
                            std::iter::once(Some(names[node].clone())).chain(values).collect()
                        })
                        .collect();
                    rows.sort();
                    (ties, rows)
                };
                assert_eq!(order(&again), order(&network), "{file}");
            } else {
                assert_eq!(again, network, "{file}");
            }
        }
    }
}

#[test]
fn written_files_are_stable() {
    let folder = tempfile::tempdir().unwrap();
    let mut network = awkward(true);
    network.labels = Some(Labels { names: vec!["red".into(), "blue".into()], of: vec![0, 1, 0, 1, 1] });
    let mut all = String::new();
    for file in ["a.csv", "a.gml", "a.graphml", "a.gexf"] {
        for path in write_network(&network, &folder.path().join(file), None).unwrap() {
            let text = std::fs::read_to_string(&path).unwrap();
            all.extend(["[", &path.file_name().unwrap().to_string_lossy(), "]\n", &text, "\n"]);
        }
    }
    insta::assert_snapshot!("written", all.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    let refused = write_network(&network, &folder.path().join("a.mat"), None).unwrap_err().to_string();
    assert!(refused.contains("expected a format that can be written"), "{refused}");
    let nowhere = write_network(&network, &folder.path().join("no/a.gml"), None).unwrap_err().to_string();
    assert!(nowhere.contains("cannot be written"), "{nowhere}");
    let names = written_files("x/y.csv.gz".as_ref(), Format::EdgeList);
    assert_eq!(names[1], std::path::Path::new("x/y.nodes.csv.gz"));
}

/// What an edge list cannot say is renamed or refused: a second column `id`, blanks around names.
#[test]
fn edge_lists_that_are_written_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let text = "<graphml><key id=\"k\" for=\"node\" attr.name=\"id\"/><key id=\"l\" for=\"node\" attr.name=\"id_2\"/>\
                <graph edgedefault=\"directed\"><node id=\"a\"><data key=\"k\">7</data><data key=\"l\">8</data></node>\
                <node id=\"b\"/><edge source=\"a\" target=\"b\"/></graph></graphml>";
    let (mut network, _) = read(&NetworkFile::new("a.graphml"), text);
    let file = folder.path().join("a.csv");
    let files = write_network(&network, &file, None).unwrap();
    let options = NetworkFile {
        attributes: Some(files[1].to_string_lossy().into_owned()),
        ..NetworkFile::new(files[0].to_string_lossy())
    };
    let (ties, nodes) = (std::fs::read(&files[0]).unwrap(), std::fs::read(&files[1]).unwrap());
    let (again, _) = options.read_bytes(&ties, Some(&nodes)).unwrap();
    let columns: Vec<_> = again.attributes.iter().map(|one| (&*one.name, one.values[0].as_deref())).collect();
    assert_eq!(columns, [("id_3", Some("7")), ("id_2", Some("8"))]);

    for name in [" b", "b\t", ""] {
        network.names = Some(vec!["b".to_owned(), name.to_owned()]);
        let refused = write_network(&network, &file, None).unwrap_err().to_string();
        assert!(refused.contains(&format!("{name:?}")) && refused.contains("rename it"), "{refused}");
    }
    // Nothing was changed under this name.
    assert_eq!(std::fs::read(&file).unwrap(), ties);
}
