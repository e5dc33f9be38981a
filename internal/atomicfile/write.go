package atomicfile

import "os"

// Write replaces the file at path by one with data. On Unix its mode is perm less the umask;
// Windows keeps access by lists, which a new file takes over from its folder. A device or a
// pipe is written to, and never replaced: /dev/stdout has to stay what it is.
func Write(path string, data []byte, perm os.FileMode) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return os.WriteFile(path, data, perm)
	}
	return replace(path, data, perm)
}
