package shop.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

public class Import {
    private static final String SEPARATOR = ";";
    private static final int COLUMNS = 4;

    public static void main(String[] args) throws Exception {
        String file = System.getenv("IMPORT_FILE");
        for (String line : readLines(file)) {
            store(split(line));
        }
    }

    static List<String> readLines(String file) throws Exception {
        return Files.readAllLines(Path.of(file));
    }

    private static String[] split(String line) {
        String[] cells = line.split(SEPARATOR);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException("a line has the wrong number of columns");
        }
        return cells;
    }

    private static void store(String[] cells) {
        System.out.println("stored " + cells[0]);
    }
}
