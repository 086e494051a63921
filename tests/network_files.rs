//! Network files that users have: damaged ones, each with the place and the way out in its message, and odd ones.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use hushfeed::network::formats::{Format, NetworkFile, write_network, written_files};
use hushfeed::network::{Attribute, Graph, Labels, Network};
use proptest::prelude::*;

/// The message of a file that must not be readable.
fn message(options: &NetworkFile, bytes: &[u8], table: Option<&[u8]>) -> String {
    match options.read_bytes(bytes, table) {
        Ok((_, report)) => panic!("{} was read: {report}", options.file),
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains(&options.file) || table.is_some(), "no file in {text}");
            assert!(
                text.contains("expected") && text.contains("found") && text.contains("\n  help: "),
                "{text}"
            );
            text
        }
    }
}

fn bad(file: &str, text: &str) -> String {
    message(&NetworkFile::new(file), text.as_bytes(), None)
}

fn read(options: &NetworkFile, text: &str) -> (Network, String) {
    let (network, report) =
        options.read_bytes(text.as_bytes(), None).unwrap_or_else(|error| panic!("{error}"));
    (network, report.to_string())
}

/// One snapshot of all messages: a table of contents of what can go wrong.
#[test]
fn every_message_names_the_place_and_the_way_out() {
    let gz = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"a,b\nb,c\n").unwrap();
        let mut bytes = encoder.finish().unwrap();
        bytes.truncate(bytes.len() - 6);
        bytes
    };
    let weights = NetworkFile { weight_column: Some("wieght".into()), ..NetworkFile::new("w.csv") };
    let no_header = NetworkFile { weight_column: Some("5".into()), ..NetworkFile::new("w.csv") };
    let gml_weights = NetworkFile { weight_column: Some("valeu".into()), ..NetworkFile::new("w.gml") };
    let graphml = |inner: &str| {
        format!("<graphml>\n  <graph edgedefault=\"directed\">\n{inner}\n  </graph>\n</graphml>")
    };
    let cases: Vec<(&str, String)> = vec![
        ("empty", bad("edges.csv", "")),
        ("comments only", bad("edges.csv", "# nothing\n% here\n\n")),
        ("header only", bad("edges.csv", "source,target\n")),
        ("one column", bad("edges.csv", "alice\nbob\n")),
        ("separator in a name", bad("edges.csv", "source,target\nSmith, John,Bob\n")),
        ("short row", bad("edges.txt", "1 2 3\n4 5\n")),
        ("empty name", bad("edges.csv", "a,b\nb,\nc,a\n")),
        ("unclosed quote", bad("edges.csv", "a,b\n\"c,d\n")),
        ("hashtag or comment", bad("edges.csv", "cats,dogs\n#metoo,#timesup\n")),
        (
            "weight is text",
            bad("edges.csv", "from,to,weight\na,b,1\nb,c,1.234,5\n".replace(",5", ".5").as_str()),
        ),
        ("weight is infinite", bad("edges.csv", "from,to,weight\na,b,inf\n")),
        ("weight column misspelt", message(&weights, b"a,b\n1,2\n".as_slice(), None)),
        ("weight column of headed file", message(&weights, b"from,to,weight\n1,2,3\n", None)),
        ("weight column number", message(&no_header, b"1,2\n", None)),
        ("direction", bad("gephi.csv", "Source,Target,Type\na,b,Directed\nb,c,Sideways\n")),
        ("UTF-16", message(&NetworkFile::new("excel.csv"), b"\xff\xfea\0,\0b\0", None)),
        ("Latin-1", message(&NetworkFile::new("noms.csv"), b"a,b\nRen\xe9,b\n", None)),
        ("binary", message(&NetworkFile::new("b.csv"), b"PK\x03\x04\0\0\0", None)),
        ("GraphML as CSV", bad("graph.csv", "<?xml version=\"1.0\"?>\n<graphml/>\n")),
        ("Pajek as text", bad("graph.txt", "*Vertices 3\n1 \"a\"\n")),
        ("unknown ending", bad("graph.xlsx", "")),
        ("no ending", bad("graph", "")),
        ("GEXF", bad("graph.gexf", "<gexf/>")),
        ("cut gzip", message(&NetworkFile::new("edges.csv.gz"), &gz, None)),
        ("GML without a graph", bad("a.gml", "Creator \"me\"\n")),
        ("GML cut in a list", bad("a.gml", "graph [\n  node [ id 1 ]\n  node [\n    id 2\n")),
        ("GML cut in a text", bad("a.gml", "graph [\n  node [ id 1 label \"abc ]\n]\n")),
        ("GML bracket too many", bad("a.gml", "graph [\n]\n]\n")),
        ("GML bare word", bad("a.gml", "graph [ node [ id 1 label Paris ] ]")),
        ("GML bad number", bad("a.gml", "graph [\n  node [ id 1-2 ]\n]")),
        ("GML key missing", bad("a.gml", "graph [\n  1 node\n]")),
        ("GML node twice", bad("a.gml", "graph [\n  node [ id 1 ]\n  node [ id 2 ]\n  node [ id 1 ]\n]")),
        ("GML node without id", bad("a.gml", "graph [\n  node [ label \"x\" ]\n]")),
        ("GML edge to nowhere", bad("a.gml", "graph [\n node [ id 1 ]\n edge [ source 1 target 3 ]\n]")),
        ("GML edge without target", bad("a.gml", "graph [\n node [ id 1 ]\n edge [ source 1 ]\n]")),
        ("GML direction", bad("a.gml", "graph [\n directed yes\n]")),
        ("GML direction 2", bad("a.gml", "graph [\n directed 2\n]")),
        ("GML second graph", bad("a.gml", "graph [ node [ id 1 ] ]\ngraph [ ]")),
        ("GML nested deep", bad("a.gml", &"graph [ ".repeat(80))),
        (
            "GML weight missing",
            bad(
                "a.gml",
                "graph [\n node [ id 1 ]\n node [ id 2 ]\n edge [ source 1 target 2 weight 2 ]\n edge [ source 2 target 1 ]\n]",
            ),
        ),
        (
            "GML weight misspelt",
            message(&gml_weights, b"graph [ node [ id 1 ] edge [ source 1 target 1 value 2 ] ]", None),
        ),
        ("XML not GraphML", bad("a.graphml", "<gexf><graph/></gexf>")),
        ("XML cut", bad("a.graphml", "<graphml>\n  <graph edgedefault=\"directed\">\n    <node id=\"a\">")),
        ("XML tags crossed", bad("a.graphml", &graphml("<node id=\"a\"></edge>"))),
        ("XML attribute", bad("a.graphml", &graphml("<node id=a/>"))),
        ("XML entity", bad("a.graphml", &graphml("<node id=\"a\"><data key=\"k\">&nbsp;</data></node>"))),
        ("GraphML without a graph", bad("a.graphml", "<graphml></graphml>")),
        ("GraphML without direction", bad("a.graphml", "<graphml><graph></graph></graphml>")),
        (
            "GraphML edge to nowhere",
            bad("a.graphml", &graphml("<node id=\"a\"/>\n<edge source=\"a\" target=\"b\"/>")),
        ),
        ("GraphML node twice", bad("a.graphml", &graphml("<node id=\"a\"/>\n<node id=\"a\"/>"))),
        ("GraphML edge without source", bad("a.graphml", &graphml("<node id=\"a\"/>\n<edge target=\"a\"/>"))),
        ("GraphML hyperedge", bad("a.graphml", &graphml("<hyperedge/>"))),
        (
            "GraphML graph in a node",
            bad("a.graphml", &graphml("<node id=\"a\"><graph edgedefault=\"directed\"/></node>")),
        ),
        ("GraphML second graph", bad("a.graphml", &graphml("</graph>\n<graph edgedefault=\"directed\">"))),
        ("MATLAB of another kind", bad("a.mat", "hello")),
        ("MATLAB 7.3", bad("a.mat", "MATLAB 7.3 MAT-file, Platform: GLNXA64")),
        ("MATLAB header cut", bad("a.mat", "MATLAB 5.0 MAT-file, Platform: GLNXA64")),
        ("MATLAB empty", message(&NetworkFile::new("a.mat"), &mat(&[]), None)),
        (
            "MATLAB cut",
            message(
                &NetworkFile::new("a.mat"),
                &{
                    let mut b = mat(&[sparse("A", 3, &[(1, 0), (0, 1)])]);
                    b.truncate(190);
                    b
                },
                None,
            ),
        ),
        (
            "MATLAB lies about lengths",
            message(
                &NetworkFile::new("a.mat"),
                &{
                    let mut b = mat(&[sparse("A", 3, &[(1, 0)])]);
                    b[132..136].copy_from_slice(&u32::MAX.to_le_bytes());
                    b
                },
                None,
            ),
        ),
        (
            "MATLAB lies about dimensions",
            message(&NetworkFile::new("a.mat"), &mat(&[sparse_as("A", 2_000_000_000, 3, &[(1, 0)])]), None),
        ),
        (
            "MATLAB row out of range",
            message(&NetworkFile::new("a.mat"), &mat(&[sparse("A", 3, &[(7, 0)])]), None),
        ),
        (
            "MATLAB two matrices",
            message(&NetworkFile::new("a.mat"), &mat(&[sparse("B", 3, &[]), sparse("C", 3, &[])]), None),
        ),
        (
            "MATLAB compressed damage",
            message(
                &NetworkFile::new("a.mat"),
                &{
                    let mut b = packed(&[sparse("A", 3, &[(1, 0)])]);
                    let end = b.len() - 3;
                    b[end] ^= 0xff;
                    b
                },
                None,
            ),
        ),
    ];
    let text: Vec<String> = cases.into_iter().map(|(name, message)| format!("[{name}]\n{message}")).collect();
    insta::assert_snapshot!("messages", text.join("\n\n"));
}

#[test]
fn node_tables_say_what_does_not_fit() {
    let ties = b"a,b\nb,c\n";
    let table = |text: &str| {
        let options = NetworkFile { attributes: Some("nodes.csv".into()), ..NetworkFile::new("edges.csv") };
        message(&options, ties, Some(text.as_bytes()))
    };
    let misspelt = NetworkFile {
        attributes: Some("nodes.csv".into()),
        id_column: Some("nmae".into()),
        ..NetworkFile::new("edges.csv")
    };
    let cases = [
        ("empty", table("")),
        ("header only", table("id,side\n")),
        ("short row", table("id,side\na\n")),
        ("empty name", table("id,side\na,1\n,0\n")),
        ("rows that differ", table("id,side\na,1\nb,0\na,0\n")),
        ("column twice", table("id,side,side\na,1,1\n")),
        ("id column misspelt", message(&misspelt, ties, Some(b"name,side\na,1\n"))),
    ];
    let text: Vec<String> = cases.into_iter().map(|(name, message)| format!("[{name}]\n{message}")).collect();
    insta::assert_snapshot!("table_messages", text.join("\n\n"));
}

#[test]
fn a_missing_file_says_where_paths_start() {
    let folder = tempfile::tempdir().unwrap();
    let error = NetworkFile::new("no.csv").read(folder.path()).unwrap_err().to_string();
    assert!(
        error.starts_with("no.csv: cannot be read: ") && error.contains("help: a relative path"),
        "{error}"
    );
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

/// A MATLAB file of the given elements.
fn mat(elements: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"MATLAB 5.0 MAT-file, Platform: TEST".to_vec();
    bytes.resize(124, b' ');
    bytes.extend([0, 1, b'I', b'M']);
    bytes.extend(elements.concat());
    bytes
}

/// The same with compressed elements.
fn packed(elements: &[Vec<u8>]) -> Vec<u8> {
    let pack = |element: &Vec<u8>| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(element).unwrap();
        let content = encoder.finish().unwrap();
        [15_u32.to_le_bytes().as_slice(), &(content.len() as u32).to_le_bytes(), &content].concat()
    };
    mat(&elements.iter().map(pack).collect::<Vec<_>>())
}

fn element(kind: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = [kind.to_le_bytes(), (content.len() as u32).to_le_bytes()].concat();
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes
}

fn integers(kind: u32, values: &[u32]) -> Vec<u8> {
    element(kind, &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
}

fn sparse(name: &str, nodes: u32, entries: &[(u32, u32)]) -> Vec<u8> {
    sparse_as(name, nodes, nodes, entries)
}

/// A sparse matrix with `columns` columns that says that it has `nodes`.
fn sparse_as(name: &str, nodes: u32, columns: u32, entries: &[(u32, u32)]) -> Vec<u8> {
    let starts: Vec<u32> =
        (0..=columns).map(|column| entries.iter().filter(|entry| entry.1 < column).count() as u32).collect();
    let mut rows = entries.to_vec();
    rows.sort_by_key(|entry| entry.1);
    let content = [
        integers(6, &[5, entries.len() as u32]),
        integers(5, &[nodes, nodes]),
        element(1, name.as_bytes()),
        integers(5, &rows.iter().map(|entry| entry.0).collect::<Vec<_>>()),
        integers(5, &starts),
        element(9, &rows.iter().flat_map(|_| 1_f64.to_le_bytes()).collect::<Vec<u8>>()),
    ]
    .concat();
    element(14, &content)
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
            all.push_str(&format!("[{}]\n{text}\n", path.file_name().unwrap().to_string_lossy()));
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

/// Valid files to cut and to change.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let gml = "graph [ directed 1 node [ id 1 label \"a&#9;\" x [ y 1 ] ] node [ id 2 ] edge [ source 1 target 2 weight 3 ] ]";
    let graphml = "<?xml version=\"1.0\"?><graphml><key id=\"k\" for=\"node\" attr.name=\"s\"><default>1</default></key>\
        <graph edgedefault=\"directed\"><node id=\"a\"><data key=\"k\">&lt;2</data></node><node id=\"b\"/>\
        <edge source=\"a\" target=\"b\"/></graph></graphml>";
    let matrices = [sparse("A", 4, &[(0, 1), (1, 0), (3, 2)]), sparse("B", 2, &[])];
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(b"a,b\nb,c\n").unwrap();
    vec![
        ("a.csv", b"# c\nfrom,to,weight\n\"a, b\",c,1\nc,d,2.5\n".to_vec()),
        ("a.txt", b"1 2\t3\n2 3 4\n".to_vec()),
        ("a.csv.gz", gz.finish().unwrap()),
        ("a.gml", gml.as_bytes().to_vec()),
        ("a.graphml", graphml.as_bytes().to_vec()),
        ("a.mat", mat(&matrices)),
        ("a.mat", packed(&matrices)),
    ]
}

/// Reads the bytes in every way; whatever comes out is a network that holds together or a message.
fn survives(file: &str, bytes: &[u8]) {
    for (directed, largest_component) in [(None, false), (Some(false), true), (Some(true), false)] {
        let options = NetworkFile { directed, largest_component, ..NetworkFile::new(file) };
        for table in [None, Some(bytes)] {
            match options.read_bytes(bytes, table) {
                Ok((network, report)) => {
                    let agents = network.graph.agents();
                    assert_eq!(network.names.map(|names| names.len()), Some(agents));
                    assert!(network.attributes.iter().all(|attribute| attribute.values.len() == agents));
                    assert!(report.rows >= report.distinct && report.nodes >= report.isolates);
                    assert!(!report.to_string().is_empty());
                }
                Err(error) => assert!(error.to_string().contains("help: ")),
            }
        }
    }
}

#[test]
fn a_file_cut_anywhere_never_panics() {
    for (file, bytes) in seeds() {
        for length in 0..=bytes.len() {
            survives(file, &bytes[..length]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), seed in 0_usize..7) {
        survives(seeds()[seed].0, &bytes);
        let behind_header = [mat(&[]), bytes].concat();
        survives("a.mat", &behind_header);
    }

    #[test]
    fn text_of_the_right_letters_never_panics(text in "[a-d0-3,;\t \"#%\n\r\\[\\]<>/=&.-]{0,120}", seed in 0_usize..7) {
        survives(seeds()[seed].0, text.as_bytes());
    }

    #[test]
    fn changed_files_never_panic(
        seed in 0_usize..7,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let (file, mut bytes) = seeds().swap_remove(seed);
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        survives(file, &bytes);
    }

    #[test]
    fn any_names_survive_every_format(names in prop::collection::btree_set("[!-~é ]{1,6}", 2..6)) {
        let names: Vec<String> = names.into_iter().map(|name| name.trim().to_owned()).collect();
        let mut distinct = names.clone();
        distinct.sort();
        distinct.dedup();
        prop_assume!(distinct.len() == names.len() && !names.iter().any(String::is_empty));
        let ties: Vec<(u32, u32)> = (1..names.len() as u32).map(|node| (node - 1, node)).collect();
        let network = Network { names: Some(names.clone()), ..Network::bare(Graph::from_ties(names.len(), &ties, true)) };
        let folder = tempfile::tempdir().unwrap();
        for file in ["a.csv", "a.gml", "a.graphml"] {
            write_network(&network, &folder.path().join(file), None).unwrap();
            let (again, _) = NetworkFile::new(file).read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
            prop_assert_eq!(again.names.as_ref(), Some(&names), "{}", file);
            prop_assert_eq!(&again.graph, &network.graph);
        }
    }
}
