package doctor

import "golang.org/x/sys/windows"

// writable is decided by access lists, which only an attempt would tell.
func writable(string) bool { return true }

func freeSpace(dir string) (bytes uint64, known bool) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	return bytes, windows.GetDiskFreeSpaceEx(path, &bytes, nil, nil) == nil
}
