package disk

import "golang.org/x/sys/windows"

// Free returns the bytes that this user may still write to the disk of a folder, and
// whether that is known.
func Free(dir string) (bytes uint64, known bool) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	return bytes, windows.GetDiskFreeSpaceEx(path, &bytes, nil, nil) == nil
}
